/**
 * How a call to a provider ended, whatever the transport.
 *
 * - `answered`: the provider responded with this HTTP status and, if it has one, its own error code.
 * - `not-sent`: no connection was established, so nothing was sent.
 * - `refused`: we refused to connect (invalid certificate, private address).
 * - `switched-off`: the stage has no provider for this channel, for the reason in `code`.
 * - `lost`: the request was sent, or may have been, and no response arrived.
 */
export type ProviderFailure =
  | { readonly kind: 'answered'; readonly status: number; readonly code?: string }
  | { readonly kind: 'not-sent' | 'refused' | 'switched-off' | 'lost'; readonly code: string };

/** The outcome of the notification after a failed call. */
export interface FailureClass {
  readonly kind: 'transient' | 'rejected' | 'unknown';
  /** Shown on the alert's log. Built from status and code only, so it never contains an address. */
  readonly reason: string;
}

/** Thrown by a provider that knows how its call ended. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly failure: ProviderFailure;

  constructor(failure: ProviderFailure) {
    super(
      failure.kind === 'answered'
        ? `${failure.status} ${failure.code ?? ''}`
        : `${failure.kind} ${failure.code}`,
    );
    this.failure = failure;
  }
}

/** Error codes that mean "try again later", whatever the status: some AWS protocols throttle with 400. */
const THROTTLED =
  /^(Throttling|ThrottlingException|TooManyRequestsException|SlowDown|RequestThrottled|ServiceUnavailable)/;

/** The function's own credentials have expired or its clock is off: a retry gets new ones. */
const CREDENTIALS_EXPIRED = /^(ExpiredToken|RequestExpired|RequestTimeTooSkewed)/;

/**
 * Decides for every sender whether a failed call may be retried (`transient`), must not be (`rejected`), or may have sent
 * the message (`unknown`).
 *
 * A provider's own 5xx means that it did not send, so it is retried. A gateway's 502 or 504 says nothing about what
 * happened behind the gateway and is `unknown`, like no response at all.
 */
export function classifyProviderError(error: unknown): FailureClass {
  const failure = toProviderFailure(error);
  switch (failure.kind) {
    case 'not-sent':
      return { kind: 'transient', reason: `the provider could not be reached (${failure.code})` };
    case 'refused':
      return { kind: 'rejected', reason: `the address is not allowed (${failure.code})` };
    case 'switched-off':
      return { kind: 'rejected', reason: failure.code };
    case 'lost':
      return { kind: 'unknown', reason: `the provider did not respond (${failure.code})` };
    case 'answered':
      return classifyResponse(failure.status, failure.code ?? '');
  }
}

function classifyResponse(status: number, code: string): FailureClass {
  const response = code ? `${status} ${code}` : String(status);
  if (status === 429 || THROTTLED.test(code)) {
    return { kind: 'transient', reason: `the provider is throttling (${response})` };
  }
  if (status === 408 || status === 425 || CREDENTIALS_EXPIRED.test(code)) {
    return { kind: 'transient', reason: `the provider asks for a retry (${response})` };
  }
  if (status === 502 || status === 504 || status < 300) {
    return {
      kind: 'unknown',
      reason: `the response does not say whether the message was sent (${response})`,
    };
  }
  if (status >= 500) return { kind: 'transient', reason: `the provider failed (${response})` };
  if (status < 400) return { kind: 'rejected', reason: `redirects are not followed (${response})` };
  if (status === 401 || status === 403) {
    return { kind: 'rejected', reason: `the provider does not let us send (${response})` };
  }
  return { kind: 'rejected', reason: `the provider refused it (${response})` };
}

interface ErrorShape {
  readonly name?: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly message?: string;
  readonly errors?: readonly unknown[];
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Maps an error of a provider's client. */
function toProviderFailure(error: unknown): ProviderFailure {
  if (error instanceof ProviderError) return error.failure;
  const { name = 'Error', $metadata } = toErrorShape(error);
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return { kind: 'answered', status, code: name };
  if (name === 'CredentialsProviderError') return { kind: 'not-sent', code: name };
  return { kind: 'lost', code: name };
}

/** An untrusted certificate stays untrusted, so a retry does not help. */
const CERTIFICATE_ERROR = /CERT|SIGNATURE|^ERR_TLS|^ERR_SSL/;

/** Maps an error of Node's network layer; anything ambiguous is `lost`. */
export function toNetworkFailure(error: unknown): ProviderFailure {
  const { name = 'Error', code, ...shape } = toErrorShape(error);
  if (neverConnected(shape)) return { kind: 'not-sent', code: code ?? 'ConnectTimeout' };
  if (code !== undefined && CERTIFICATE_ERROR.test(code)) return { kind: 'refused', code };
  return { kind: 'lost', code: code ?? name };
}

function toErrorShape(error: unknown): ErrorShape {
  if (typeof error !== 'object' || error === null) return {};
  const { name, code, syscall, message, errors, $metadata } = error as ErrorShape;
  return {
    ...(typeof name === 'string' && { name }),
    ...(typeof code === 'string' && { code }),
    ...(typeof syscall === 'string' && { syscall }),
    ...(typeof message === 'string' && { message }),
    ...(Array.isArray(errors) && { errors }),
    ...($metadata && { $metadata }),
  };
}

/**
 * Whether name resolution or connecting failed for every address tried, or the SDK's connection timeout ran out, which
 * only its error message reveals.
 */
function neverConnected({ syscall, message, errors }: ErrorShape): boolean {
  if (errors && errors.length > 0) return errors.every((each) => neverConnected(toErrorShape(each)));
  return (
    syscall === 'connect' || syscall === 'getaddrinfo' || /did not establish a connection/.test(message ?? '')
  );
}
