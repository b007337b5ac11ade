/** The service refused the request. `message` is for people; it says what is wrong. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly requestId: string | undefined;
  /** The error of each field. */
  readonly fields: Readonly<Record<string, string>>;
  /** How long the service asks to wait before another try, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    message: string,
    {
      requestId,
      fields = {},
      retryAfterMs,
    }: { requestId?: string; fields?: Readonly<Record<string, string>>; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.requestId = requestId;
    this.fields = fields;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The service could not be reached, so it is unknown whether it has the request. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** The code of a page could not be loaded. A page without its code has nothing to lose, so it is reloaded as soon as that helps. */
export class PageNotLoadedError extends Error {
  override readonly name = 'PageNotLoadedError';
}

/** What to show for an error of any kind: what happened, and what the reader can do. */
export function toErrorText(error: unknown): string {
  if (error instanceof ApiError) {
    const fields = Object.entries(error.fields).map(([field, problem]) => `${field} ${problem}`);
    return [error.message, ...fields].join(' ');
  }
  if (error instanceof ConnectionError || error instanceof PageNotLoadedError) return error.message;
  return 'Something went wrong in this page. Reload it; your input is kept where possible.';
}
