import { ApiError, ConnectionError } from '../../web/src/client/errors.ts';
import type { ConnectionState } from '../../web/src/client/request-state.ts';
import { type SendDeps, send } from '../../web/src/client/send.ts';

const CHANGE = { method: 'POST', url: '/web/api/v2/alerts/1/acknowledge', requestId: 'r1', body: {} };
const READ = { method: 'GET', url: '/web/api/v2/alerts', requestId: 'r2' };

/**
 * `lost`: the connection breaks, and nobody knows whether the service has the request. `hangs`: neither an answer nor an error
 * comes, as on a phone that changes networks.
 */
type Reply =
  | 'lost'
  | 'hangs'
  | readonly [status: number, headers?: Readonly<Record<string, string>>, body?: object];

/** A service that gives the replies one after the other, the last one for ever, and a clock that waiting moves. */
function service(...replies: readonly [Reply, ...Reply[]]) {
  const requests: { readonly method: string; readonly headers: Headers }[] = [];
  const states: ConnectionState[] = [];
  const waits: number[] = [];
  let now = 0;
  let atLimit: { readonly run: () => void; readonly ms: number } | undefined;
  let signIns = 0;
  const deps: SendDeps = {
    async fetch(_, init) {
      const reply = replies[Math.min(requests.length, replies.length - 1)];
      requests.push({ method: init?.method ?? 'GET', headers: new Headers(init?.headers) });
      init?.signal?.throwIfAborted();
      if (reply === 'hangs') {
        return new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new TypeError('Aborted')));
          now += atLimit?.ms ?? Number.POSITIVE_INFINITY;
          atLimit?.run();
        });
      }
      if (reply === undefined || reply === 'lost') throw new TypeError('Failed to fetch');
      const [status, headers = {}, body = {}] = reply;
      return Response.json(body, { status, headers });
    },
    async wait(ms) {
      waits.push(ms);
      now += ms;
    },
    schedule(run, ms) {
      atLimit = { run, ms };
      return () => {
        atLimit = undefined;
      };
    },
    now: () => now,
    setConnection: (state) => states.push(state),
    async signInAgain() {
      signIns++;
    },
  };
  return { deps, requests, states, waits, signIns: () => signIns };
}

test('an action whose connection was lost is repeated under the same id until it is answered', async () => {
  const { deps, requests, states } = service('lost', 'lost', [202, {}, { result: 'ok' }]);
  await expect(send(deps, CHANGE)).resolves.toEqual({ result: 'ok' });
  expect(requests.map(({ headers }) => headers.get('x-tocsin-request-id'))).toEqual(['r1', 'r1', 'r1']);
  expect(states.map(({ kind }) => kind)).toEqual(['lost', 'lost', 'ok']);
});

test('a request that hangs is given up and repeated under the same id', async () => {
  const { deps, requests, states } = service('hangs', [202, {}, { result: 'ok' }]);
  await expect(send(deps, CHANGE)).resolves.toEqual({ result: 'ok' });
  expect(requests.map(({ headers }) => headers.get('x-tocsin-request-id'))).toEqual(['r1', 'r1']);
  expect(states.map(({ kind }) => kind)).toEqual(['lost', 'ok']);
});

test('a read that its page no longer wants ends without a repetition', async () => {
  const { deps, requests } = service('hangs');
  const page = new AbortController();
  page.abort();
  await expect(send(deps, { ...READ, signal: page.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(requests).toHaveLength(1);
});

test('after two minutes without an answer the person learns that the action may or may not have arrived', async () => {
  const { deps, waits } = service('lost');
  await expect(send(deps, CHANGE)).rejects.toThrow(ConnectionError);
  const waited = waits.reduce((sum, ms) => sum + ms, 0);
  expect(waited).toBeGreaterThanOrEqual(120_000);
  expect(waited).toBeLessThan(130_000);
});

test('a read fails at once, because the page reads again by itself', async () => {
  const { deps, requests } = service('lost');
  await expect(send(deps, READ)).rejects.toThrow(ConnectionError);
  expect(requests).toHaveLength(1);
});

test.each([429, 503])('after %d it waits as long as the service asks, and says so', async (status) => {
  const { deps, waits, states } = service([status, { 'retry-after': '3' }], [202]);
  await send(deps, CHANGE);
  expect(waits).toEqual([3_000]);
  expect(states).toEqual([{ kind: 'busy', until: 3_000 }, { kind: 'ok' }]);
});

test('without Retry-After it waits longer each time', async () => {
  const { deps, waits } = service([503], [503], [503], [202]);
  await send(deps, CHANGE);
  expect(waits).toEqual([500, 1_000, 2_000]);
});

test('a read gives up on a busy service after half a minute, with what the service said', async () => {
  const { deps, waits } = service([429, { 'retry-after': '10' }, { message: 'Too many requests' }]);
  await expect(send(deps, READ)).rejects.toMatchObject({ status: 429, message: 'Too many requests' });
  expect(waits).toEqual([10_000, 10_000, 10_000]);
});

test('a limit that holds for longer than a person waits is an error at once, with the time to wait', async () => {
  const { deps, waits, states } = service([429, { 'retry-after': '1800' }, { message: 'Too many requests' }]);
  await expect(send(deps, CHANGE)).rejects.toMatchObject({ status: 429, retryAfterMs: 1_800_000 });
  expect(waits).toEqual([]);
  expect(states).toEqual([{ kind: 'ok' }]);
});

test('a session that ended leads to a new sign-in, and then the same request goes on', async () => {
  const { deps, requests, signIns } = service([401], [202]);
  await send(deps, CHANGE);
  expect(signIns()).toBe(1);
  expect(requests.map(({ headers }) => headers.get('x-tocsin-request-id'))).toEqual(['r1', 'r1']);
});

test('a wrong code is an error and not the end of a session', async () => {
  const { deps, signIns } = service([401, {}, { message: 'The code is wrong.' }]);
  const request = { ...CHANGE, url: '/web/sign-in/email/code' };
  await expect(send(deps, request)).rejects.toMatchObject({ status: 401, message: 'The code is wrong.' });
  expect(signIns()).toBe(0);
});

test('a refusal is not repeated, and names the fields', async () => {
  const { deps, requests } = service([
    422,
    {},
    { message: 'Invalid', errors: { note: 'is empty' }, requestId: 'x' },
  ]);
  const error = await send(deps, CHANGE).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 422, fields: { note: 'is empty' }, requestId: 'x' });
  expect(requests).toHaveLength(1);
});

test('only changes carry the headers of a change', async () => {
  const { deps, requests } = service([200]);
  await send(deps, READ);
  await send(deps, CHANGE);
  expect(requests.map(({ headers }) => headers.get('x-tocsin-console'))).toEqual([null, '1']);
});

test('an answer that is not JSON still leads to a text', async () => {
  const { deps } = service([500, {}, {}]);
  await expect(send(deps, READ)).rejects.toThrow('The service answered 500.');
});
