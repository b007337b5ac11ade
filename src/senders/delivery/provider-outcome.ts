/**
 * What a call of a provider ended with, whatever the transport.
 *
 * - `answered`: the provider answered with this HTTP status and, where it has one, its own code.
 * - `not-sent`: no connection came about; nothing left.
 * - `refused`: we did not want to talk to what is there (certificate, private address).
 * - `lost`: the request had left, or may have, and no answer came.
 */
export type Fault =
  | { readonly kind: 'answered'; readonly status: number; readonly code?: string }
  | { readonly kind: 'not-sent' | 'refused' | 'lost'; readonly code: string };

export interface Outcome {
  readonly kind: 'transient' | 'rejected' | 'unknown';
  /** For people, on the alert's log. Made of status and code only, so that no address gets into it. */
  readonly reason: string;
}

/** What a provider throws that knows by itself how its call ended. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.kind === 'answered' ? `${fault.status} ${fault.code ?? ''}` : `${fault.kind} ${fault.code}`);
    this.fault = fault;
  }
}

/** Answers that say no more than "later", whatever their status: some AWS protocols throttle with 400. */
const LATER =
  /^(Throttling|ThrottlingException|TooManyRequestsException|SlowDown|RequestThrottled|ServiceUnavailable)/;

/** Tokens of the function's own role that ran out or that a clock disagrees with: right again in a moment. */
const CREDENTIALS = /^(ExpiredToken|RequestExpired|RequestTimeTooSkewed)/;

/**
 * The one table of answers, for every sender: again later, never, or nobody knows?
 *
 * A provider that answers that it failed is believed, and tried again. An answer of a gateway in between (502, 504)
 * says nothing of what happened behind it, and is `unknown`, like no answer at all.
 */
export function outcomeOf(error: unknown): Outcome {
  const fault = faultOf(error);
  switch (fault.kind) {
    case 'not-sent':
      return { kind: 'transient', reason: `the provider could not be reached (${fault.code})` };
    case 'refused':
      return { kind: 'rejected', reason: `the address is not one to send to (${fault.code})` };
    case 'lost':
      return { kind: 'unknown', reason: `the provider did not answer (${fault.code})` };
    case 'answered':
      return answered(fault.status, fault.code ?? '');
  }
}

function answered(status: number, code: string): Outcome {
  const answer = code ? `${status} ${code}` : String(status);
  if (status === 429 || LATER.test(code)) {
    return { kind: 'transient', reason: `the provider takes no more just now (${answer})` };
  }
  if (status === 408 || status === 425 || CREDENTIALS.test(code)) {
    return { kind: 'transient', reason: `the provider asks to be tried again (${answer})` };
  }
  if (status === 502 || status === 504 || status < 300) {
    return { kind: 'unknown', reason: `the provider's answer does not say whether it was sent (${answer})` };
  }
  if (status >= 500) return { kind: 'transient', reason: `the provider failed (${answer})` };
  if (status < 400) return { kind: 'rejected', reason: `redirects are not followed (${answer})` };
  if (status === 401 || status === 403) {
    return { kind: 'rejected', reason: `the provider does not let us send (${answer})` };
  }
  return { kind: 'rejected', reason: `the provider refused it (${answer})` };
}

interface ErrorShape {
  readonly name?: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly message?: string;
  readonly errors?: readonly unknown[];
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The fault that an error of a provider's client stands for. */
function faultOf(error: unknown): Fault {
  if (error instanceof ProviderFault) return error.fault;
  const { name = 'Error', $metadata } = shapeOf(error);
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return { kind: 'answered', status, code: name };
  if (name === 'CredentialsProviderError') return { kind: 'not-sent', code: name };
  return { kind: 'lost', code: name };
}

/** A certificate that is not trusted now will not be trusted later. */
const CERTIFICATE = /CERT|SIGNATURE|^ERR_TLS|^ERR_SSL/;

/** The fault that an error of Node's network layer stands for; what is in doubt is `lost`. */
export function networkFault(error: unknown): Fault {
  const { name = 'Error', code, ...shape } = shapeOf(error);
  if (neverConnected(shape)) return { kind: 'not-sent', code: code ?? 'ConnectTimeout' };
  if (code !== undefined && CERTIFICATE.test(code)) return { kind: 'refused', code };
  return { kind: 'lost', code: code ?? name };
}

function shapeOf(error: unknown): ErrorShape {
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
 * The system calls that name and connect a socket failed, at every address tried; or the SDK's limit for them ran
 * out, which it tells by its message alone.
 */
function neverConnected({ syscall, message, errors }: ErrorShape): boolean {
  if (errors && errors.length > 0) return errors.every((each) => neverConnected(shapeOf(each)));
  return (
    syscall === 'connect' || syscall === 'getaddrinfo' || /did not establish a connection/.test(message ?? '')
  );
}
