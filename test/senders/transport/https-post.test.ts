import { classifyProviderError } from '../../../src/senders/delivery/provider-outcome.ts';
import { type PostOptions, post, type Resolve } from '../../../src/senders/transport/https-post.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';

let receiver: StandIn;

beforeAll(async () => {
  receiver = await startStandIn();
});
afterAll(() => receiver.stop());
beforeEach(() => {
  receiver.requests.length = 0;
  receiver.behave({ status: 200 });
});

const postTo = (url: string, options: Partial<PostOptions> = {}) =>
  post(new URL(url), {}, '{}', { timeoutMs: 500, allowPrivate: false, ...options }).catch(
    classifyProviderError,
  );

const resolvingTo =
  (...addresses: readonly string[]): Resolve =>
  (_name, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const port = () => new URL(receiver.endpoint).port;

const REFUSED = { kind: 'rejected', reason: expect.stringContaining('PrivateAddress') };

test.each(['127.0.0.1', '[::1]', '169.254.169.254', '2130706433', '0x7f.0.0.1', '[::ffff:127.0.0.1]'])(
  'the address %s is refused before anything leaves',
  async (host) => {
    expect(await postTo(`http://${host}:${port()}/`)).toEqual(REFUSED);
    expect(receiver.requests).toEqual([]);
  },
);

test('a host name is checked by the addresses that it resolves to', async () => {
  const resolve = resolvingTo('127.0.0.1', '::1', '10.0.0.1');
  expect(await postTo(`http://inside.example:${port()}/`, { resolve })).toEqual(REFUSED);
  expect(receiver.requests).toEqual([]);
});

test('a host name is resolved once, and the connection uses the checked address', async () => {
  let asked = 0;
  // The second answer would be ours: rebinding.
  const resolve: Resolve = (name, done) => {
    asked += 1;
    resolvingTo(asked === 1 ? '192.0.2.1' : '127.0.0.1')(name, done);
  };
  await postTo(`http://rebinding.example:${port()}/`, { resolve });
  expect(asked).toBe(1);
  expect(receiver.requests).toEqual([]);
});

test('a host name is resolved even if private addresses are allowed', async () => {
  const resolve = resolvingTo('127.0.0.1');
  expect(await postTo(`http://hooks.example:${port()}/x`, { resolve, allowPrivate: true })).toBe(200);
  expect(receiver.requests).toMatchObject([{ path: '/x', headers: { host: `hooks.example:${port()}` } }]);
});

test('a host name that does not exist is certainly not called', async () => {
  const resolve: Resolve = (_name, done) =>
    done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), []);
  expect(await postTo('https://gone.example/', { resolve })).toMatchObject({ kind: 'transient' });
});

test('a redirect is not followed', async () => {
  receiver.behave({ status: 307, headers: { Location: `${receiver.endpoint}/elsewhere` } });
  expect(await postTo(receiver.endpoint, { allowPrivate: true })).toBe(307);
  expect(receiver.requests).toHaveLength(1);
});

test('a server without TLS receives no data', async () => {
  const outcome = await postTo(`https://127.0.0.1:${port()}/`, { allowPrivate: true });
  expect(outcome).toMatchObject({ kind: expect.stringMatching(/transient|rejected/) });
  expect(receiver.requests).toEqual([]);
});

test('a long response body is not read', async () => {
  receiver.behave({ status: 200, body: 'x'.repeat(5_000_000) });
  expect(await postTo(receiver.endpoint, { allowPrivate: true })).toBe(200);
});
