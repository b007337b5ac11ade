import { ApiError, ConnectionError } from './errors.ts';
import type { ConnectionState } from './request-state.ts';

/** One HTTP request of the console. */
export interface WebRequest {
  readonly method: string;
  readonly url: string;
  /** Sent as JSON, or as a form with files. */
  readonly body?: object;
  readonly signal?: AbortSignal;
  /** Every repetition carries the same id, so that the service does the action once. */
  readonly requestId: string;
}

export interface SendDeps {
  readonly fetch: typeof fetch;
  /** Runs it after so many milliseconds, unless the returned function is called before. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  /** Resolves after so many milliseconds; rejects if the signal aborts. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In milliseconds since the epoch. */
  readonly now: () => number;
  readonly setConnection: (state: ConnectionState) => void;
  /** Resolves when the same person has signed in again. */
  readonly signInAgain: () => Promise<void>;
}

/** How long a change is repeated while the service cannot be reached. The service recognizes its id for longer. */
const CHANGE_PATIENCE_MS = 120_000;
/** How long a read waits for a service that asks to wait. */
const READ_PATIENCE_MS = 30_000;
/**
 * How long one try waits for its answer. A phone that changes networks can leave a request hanging for minutes, and whoever
 * has acknowledged an alert must not believe for so long that it has arrived. The service answers
 * within 10 seconds or never, and a repetition has the same id.
 */
const TRY_MS = 15_000;
/** The same for a file, which takes its time on a slow network. */
const UPLOAD_MS = 300_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

const isRead = ({ method }: WebRequest) => method === 'GET';

/** Requests that lead to a session: 401 means that they failed, not that the session has ended. */
const isSignIn = ({ url }: WebRequest) => url.startsWith('/web/sign-in/') || url === '/web/session';

/**
 * Sends a request until the service has answered it. A connection that is lost, or an answer that asks to wait (429, 503),
 * leads to a repetition with the same request id: an action is neither lost nor done twice. After 401 the request waits
 * until the person has signed in again.
 *
 * @throws ApiError if the service refuses the request
 * @throws ConnectionError if the service cannot be reached: a read at once, a change after two minutes
 */
export async function send(deps: SendDeps, request: WebRequest): Promise<unknown> {
  const startedAt = deps.now();
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const response = await tryToFetch(deps, request);
    if (response && !isTemporary(response.status)) {
      deps.setConnection({ kind: 'ok' });
      if (response.status !== 401 || isSignIn(request)) return readBody(response);
      await deps.signInAgain();
      continue;
    }
    const asked = response && readRetryAfter(response);
    const patience = isRead(request) ? (response ? READ_PATIENCE_MS : 0) : CHANGE_PATIENCE_MS;
    if (response && deps.now() + (asked ?? 0) > startedAt + patience) {
      // Nobody waits so long in front of a page: the person is told, and decides.
      deps.setConnection({ kind: 'ok' });
      return readBody(response);
    }
    if (response) deps.setConnection({ kind: 'busy', until: deps.now() + (asked ?? waitMs) });
    else deps.setConnection({ kind: 'lost' });
    if (deps.now() >= startedAt + patience) {
      if (response) return readBody(response);
      throw new ConnectionError(
        isRead(request)
          ? 'The service cannot be reached. Check your connection; the page tries again by itself.'
          : 'The service could not be reached for two minutes. It is unknown whether the action arrived: look at the alert before you repeat it.',
      );
    }
    await deps.wait(asked ?? waitMs, request.signal);
  }
}

const isTemporary = (status: number) => status === 429 || (status >= 502 && status <= 504);

async function tryToFetch({ fetch, schedule }: SendDeps, request: WebRequest): Promise<Response | undefined> {
  const { method, url, body, signal, requestId } = request;
  // The browser adds the content type of a form itself, with its boundary.
  const isForm = body instanceof FormData;
  const attempt = new AbortController();
  const abort = () => attempt.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const unschedule = schedule(abort, isForm ? UPLOAD_MS : TRY_MS);
  try {
    return await fetch(url, {
      method,
      headers: isRead(request)
        ? { accept: 'application/json' }
        : {
            accept: 'application/json',
            ...(!isForm && { 'content-type': 'application/json' }),
            'x-tocsin-console': '1',
            'x-tocsin-request-id': requestId,
          },
      ...(!isRead(request) && { body: isForm ? body : JSON.stringify(body ?? {}) }),
      signal: attempt.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  } finally {
    unschedule();
    signal?.removeEventListener('abort', abort);
  }
}

/** The header Retry-After in milliseconds; undefined if it is absent or a date. */
function readRetryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.max(250, seconds * 1_000) : undefined;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  const body = parseJson(text);
  if (response.ok) return body;
  const { message, requestId, errors } = body as {
    message?: string;
    requestId?: string;
    errors?: Readonly<Record<string, string>>;
  };
  const retryAfterMs = readRetryAfter(response);
  throw new ApiError(response.status, message ?? `The service answered ${response.status}.`, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(requestId !== undefined && { requestId }),
    ...(errors && { fields: errors }),
  });
}

function parseJson(text: string): object {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}
