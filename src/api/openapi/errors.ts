/** What all answers have in common, as components of the document. */

const took = { type: 'number', description: 'Seconds that the request took' };
const requestId = { type: 'string', format: 'uuid', description: 'The same as in the header X-Request-Id' };
const result = { type: 'string' };
const anything = {};
const paging = {
  type: 'object',
  description: 'Absolute URLs of other pages: next, prev, first, last',
  additionalProperties: { type: 'string' },
};

const envelope = (members: Readonly<Record<string, unknown>>, required: readonly string[]) => ({
  type: 'object',
  properties: { ...members, took, requestId },
  required: [...required, 'took', 'requestId'],
});

export const SCHEMAS = {
  Read: envelope({ data: anything, paging, totalCount: { type: 'integer' } }, ['data']),
  Created: envelope({ result, data: { type: 'object' } }, ['result', 'data']),
  Changed: {
    ...envelope({ result, data: anything }, []),
    anyOf: [{ required: ['result'] }, { required: ['data'] }],
  },
  Accepted: {
    ...envelope({ result }, ['result']),
    description: 'On the queue. What becomes of it is told by the status of the request.',
    not: { required: ['data'] },
  },
  Error: envelope(
    {
      message: { type: 'string' },
      errors: {
        type: 'object',
        description: 'What is wrong with which field',
        additionalProperties: { type: 'string' },
      },
      code: { type: 'integer', description: 'Of 403: 40301, the key may not do this' },
    },
    ['message'],
  ),
} as const;

export type SchemaName = keyof typeof SCHEMAS;

const RETRY_AFTER = { 'Retry-After': { schema: { type: 'string' }, description: 'Seconds' } };

/** What can go wrong, by status. */
export const ERRORS: Readonly<Record<number, string>> = {
  400: 'The body or an identifier cannot be read',
  401: 'The key is missing, unknown or disabled',
  403: 'The key may not do this',
  404: 'There is no such thing',
  409: 'Something with this name exists already',
  410: 'It was there, but has gone or expired',
  413: 'The request is too large',
  422: 'A field has a value that cannot be; `errors` says which',
  428: 'It is used elsewhere and cannot go; `message` says where',
  429: 'Too many requests of this kind; the header Retry-After says when to come again',
};

export const errorResponse = (status: number) => ({
  description: ERRORS[status] ?? 'Error',
  ...(status === 429 && { headers: RETRY_AFTER }),
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});

export const reference = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });
