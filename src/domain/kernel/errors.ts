/**
 * What an API call can fail with. `type` goes into the header X-Opsgenie-Errortype; `fields` names what is wrong
 * with which field (status 422).
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly type: string;
  readonly fields: Readonly<Record<string, string>> | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    type: string,
    message: string,
    options: { fields?: Readonly<Record<string, string>>; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.fields = options.fields;
    this.headers = options.headers ?? {};
  }
}

/** The body is no JSON at all (400). */
export const badRequest = (message: string) => new ApiError(400, 'BadRequest', message);

/** The key is missing, unknown or disabled (401). */
export const unauthorized = (message = 'Key is missing, unknown or disabled.') =>
  new ApiError(401, 'Unauthorized', message);

/** The key is good but does not carry the right that the call needs (403). */
export const forbidden = (message: string) => new ApiError(403, 'Forbidden', message);

/** No such thing, or no such route (404). */
export const notFound = (message: string) => new ApiError(404, 'ResourceNotFound', message);

/** Something with that name exists already (409). */
export const conflict = (message: string, fields?: Readonly<Record<string, string>>) =>
  new ApiError(409, 'Conflict', message, fields ? { fields } : {});

/** The body or the query is larger than is taken (413). */
export const tooLarge = (message: string) => new ApiError(413, 'RequestTooLarge', message);

/** The JSON is well-formed but a field is wrong (422); `fields` maps a field's path to the reason. */
export const unprocessable = (fields: Readonly<Record<string, string>>) =>
  new ApiError(422, 'UnprocessableEntity', 'Request body is not processable. Please check the errors.', {
    fields,
  });

/** The thing is used by others and cannot go; the message says where (428, as Opsgenie answers). */
export const stillReferenced = (message: string) => new ApiError(428, 'StillReferenced', message);
