import { waitForSignIn } from './authentication.ts';
import { takeEarlyAnswer } from './early-session.ts';
import type { OperationName, PathParameter, ResponseBody } from './operation-types.ts';
import { connection } from './request-state.ts';
import { type SendDeps, send } from './send.ts';

type QueryValue = string | number | boolean | undefined;

/** The arguments of an operation. `params` fills the braces of its path. */
export type CallInput<Name extends string> = {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
  /** The id under which the service recognizes a repetition; without it, each call has its own. */
  readonly requestId?: string;
} & ([PathParameter<Name>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: Readonly<Record<PathParameter<Name>, string>> });

type Arguments<Name extends string> = [PathParameter<Name>] extends [never]
  ? [input?: CallInput<Name>]
  : [input: CallInput<Name>];

const rejectWhenAborted = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

const deps: SendDeps = {
  fetch(url, init) {
    const early = takeEarlyAnswer(String(url));
    return early ? Promise.race([early, rejectWhenAborted(init?.signal)]) : fetch(url, init);
  },
  schedule(run, ms) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
  now: Date.now,
  setConnection(next) {
    const current = connection.get();
    // Another request that succeeds does not end the wait of one that the service has asked to wait.
    if (next.kind === 'ok' && current.kind === 'busy' && Date.now() < current.until) return;
    connection.set(next);
  },
  signInAgain: waitForSignIn,
};

/**
 * Calls an operation of the REST API, as the person who is signed in, or of the console's own back end. The type of the
 * result follows from the name: `call('GET /v2/alerts', { query: { limit: 100 } })`.
 *
 * @throws ApiError if the service refuses the request
 * @throws ConnectionError if the service cannot be reached
 */
export async function call<Name extends OperationName>(
  name: Name,
  ...[input]: Arguments<Name>
): Promise<ResponseBody<Name>> {
  const {
    params,
    query,
    body,
    signal,
    requestId = crypto.randomUUID(),
  } = (input ?? {}) as {
    readonly params?: Readonly<Record<string, string>>;
  } & Omit<CallInput<string>, 'params'>;
  const [method = '', path = ''] = name.split(' ');
  const url = toUrl(path, params ?? {}, query ?? {});
  const request = { method, url, requestId, ...(body && { body }), ...(signal && { signal }) };
  return (await send(deps, request)) as ResponseBody<Name>;
}

/** The URL of an operation: the REST API is reached below /web/api, with the session in place of the key. */
export function toUrl(
  path: string,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, QueryValue>>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return `${path.startsWith('/web/') ? '' : '/web/api'}${filled}${text && `?${text}`}`;
}
