/** Why a request cannot be carried out. What becomes of each kind over HTTP is decided in src/http/errors.ts. */
export type DomainErrorKind =
  /** The input cannot be read at all, for example because it is not JSON. */
  | 'malformed'
  /** The key is missing, unknown or disabled. */
  | 'unauthorized'
  /** The key is valid but lacks a right that the operation needs. */
  | 'forbidden'
  | 'not-found'
  /** Something with that name or id exists already. */
  | 'conflict'
  | 'too-large'
  /** The input can be read but a field has a value that is not allowed; `fields` says which. */
  | 'invalid'
  /** It is used elsewhere and cannot be deleted; the message says where. */
  | 'still-referenced';

export type FieldErrors = Readonly<Record<string, string>>;

/** An expected failure with a message for the client. Anything else that is thrown is a bug or an outage. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: DomainErrorKind;
  /** The error of each field. The key is the field's path, for example `rules[0].delay`. */
  readonly fields: FieldErrors | undefined;

  constructor(kind: DomainErrorKind, message: string, fields?: FieldErrors) {
    super(message);
    this.kind = kind;
    this.fields = fields;
  }
}

export const malformed = (message: string) => new DomainError('malformed', message);

export const unauthorized = (message = 'Key is missing, unknown or disabled.') =>
  new DomainError('unauthorized', message);

export const forbidden = (message: string) => new DomainError('forbidden', message);

export const notFound = (message: string) => new DomainError('not-found', message);

export const conflict = (message: string, fields?: FieldErrors) =>
  new DomainError('conflict', message, fields);

export const tooLarge = (message: string) => new DomainError('too-large', message);

export const invalid = (fields: FieldErrors) =>
  new DomainError('invalid', 'Request body is not processable. Please check the errors.', fields);

export const stillReferenced = (message: string) => new DomainError('still-referenced', message);
