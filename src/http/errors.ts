import { DomainError, type DomainErrorKind, type FieldErrors } from '../domain/kernel/errors.ts';
import { isThrottled } from '../platform/aws-errors.ts';
import { SUPPORTED_ENCODINGS } from './content-encoding.ts';

/** An error of the HTTP layer itself, or one whose status, error type or headers the API fixes. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  /** The value of the header X-Opsgenie-Errortype. */
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, type: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.headers = headers;
  }
}

export const methodNotAllowed = (message: string, allowed: readonly string[]) =>
  new HttpError(405, 'MethodNotAllowed', message, { Allow: allowed.join(', ') });

/** The body has a compression that is not supported. Accept-Encoding lists those that are (RFC 9110, 15.5.16). */
export const unsupportedEncoding = () =>
  new HttpError(
    415,
    'UnsupportedMediaType',
    `This Content-Encoding is not supported. Send one of ${SUPPORTED_ENCODINGS.join(', ')}, or no compression.`,
    { 'Accept-Encoding': SUPPORTED_ENCODINGS.join(', ') },
  );

/** A signed address that has expired. */
export const gone = (message: string) => new HttpError(410, 'Gone', message);

/** The id of an asynchronous request is unknown, or its message has not been processed yet. */
export const requestNotProcessed = () =>
  new HttpError(404, 'RequestNotProcessed', 'Request not found, or not processed yet.');

export const tooManyRequests = (retryAfterSeconds: number) =>
  new HttpError(429, 'TooManyRequests', 'You are making too many requests!', {
    'Retry-After': String(retryAfterSeconds),
    'X-RateLimit-State': 'THROTTLED',
    'X-RateLimit-Reason': 'ACCOUNT',
    'X-RateLimit-Period-In-Sec': '1',
  });

export const unavailable = (message: string) => new HttpError(503, 'ServiceUnavailable', message);

/** Status and X-Opsgenie-Errortype of every kind of domain error. */
const HTTP_ERRORS: Readonly<Record<DomainErrorKind, readonly [status: number, type: string]>> = {
  malformed: [400, 'BadRequest'],
  unauthorized: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'ResourceNotFound'],
  conflict: [409, 'Conflict'],
  'too-large': [413, 'RequestTooLarge'],
  invalid: [422, 'UnprocessableEntity'],
  // Opsgenie answers this status when a team, user or schedule is still in use.
  'still-referenced': [428, 'StillReferenced'],
};

/** Opsgenie's error code for a valid key that lacks a right. */
const NO_PERMISSION = 40_301;

/** The members of an error response, apart from took and requestId. */
export interface ErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: { readonly message: string; readonly errors?: FieldErrors; readonly code?: number };
}

/** A queue or the table is throttled. Retrying in a second or two is what SQS and DynamoDB ask for. */
const throttledByAws = () =>
  new HttpError(429, 'TooManyRequests', 'Too many requests at once. Please retry.', {
    'Retry-After': String(1 + Math.floor(Math.random() * 3)),
    'X-RateLimit-State': 'THROTTLED',
    'X-RateLimit-Reason': 'SERVICE',
    'X-RateLimit-Period-In-Sec': '1',
  });

/** Whether the error is an expected answer to the client and not a fault of the service. */
export const isExpected = (error: unknown): error is DomainError | HttpError =>
  error instanceof DomainError || error instanceof HttpError;

/** Status, headers and body for an error. An unexpected error becomes a 500 that reveals nothing. */
export function toErrorResponse(error: unknown): ErrorResponse {
  const typed = (type: string, headers: Readonly<Record<string, string>> = {}) => ({
    'X-Opsgenie-Errortype': type,
    ...headers,
  });
  if (isThrottled(error)) return toErrorResponse(throttledByAws());
  if (error instanceof HttpError) {
    const { status, type, message, headers } = error;
    return { status, headers: typed(type, headers), members: { message } };
  }
  if (error instanceof DomainError) {
    const { kind, message, fields } = error;
    const [status, type] = HTTP_ERRORS[kind];
    const code = kind === 'forbidden' ? { code: NO_PERMISSION } : {};
    return { status, headers: typed(type), members: { message, ...(fields && { errors: fields }), ...code } };
  }
  return { status: 500, headers: typed('InternalError'), members: { message: 'Internal server error.' } };
}
