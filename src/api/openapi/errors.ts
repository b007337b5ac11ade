import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { errorBody } from '../../http/responses.ts';

/** The possible errors, by status. */
export const ERRORS: Readonly<Record<number, string>> = {
  400: 'The body or an identifier cannot be read',
  401: 'The key is missing, unknown or disabled',
  403: 'The key lacks a right',
  404: 'Not found',
  405: 'The integration type does not accept this method',
  409: 'Something with this name exists already',
  410: 'The link has expired, or its alert was deleted',
  413: 'The request is too large',
  415: 'The Content-Encoding of the body is not supported; the header Accept-Encoding lists those that are',
  422: 'A field has a value that is not allowed; `errors` says which',
  428: 'The object is still in use and cannot be deleted; `message` says where',
  429: 'Too many requests; the header Retry-After says when to try again',
};

const RETRY_AFTER = { 'Retry-After': { schema: { type: 'string' as const }, description: 'Seconds' } };

/** The response for an error status, as a component of the document. */
export const errorResponse = (status: number): ZodOpenApiResponseObject => ({
  id: String(status),
  description: ERRORS[status] ?? 'Error',
  ...(status === 429 && { headers: RETRY_AFTER }),
  content: { 'application/json': { schema: errorBody } },
});
