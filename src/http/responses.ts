import * as z from 'zod';

/**
 * Schemas of the JSON envelope. The responses.ts of each capability is written with these; what every response has besides
 * (took and requestId) is added by {@link withEnvelope}.
 */

const anyRequestId = z.string().describe('Id of the request, also in the header X-Request-Id');
const took = z.number().describe('Seconds that the request took');

const ignored = z
  .array(z.string())
  .optional()
  .describe(
    'Paths of the members of the request that are not known here and had no effect; ?name is a query parameter',
  );

const warnings = z
  .array(z.string())
  .optional()
  .describe('What was accepted but probably does not do what the sender wants');

/** The whole body of a response: the members that the handler returns, and those that every response can have. */
export const withEnvelope = (members: z.ZodObject): z.ZodObject =>
  members.extend({ took, requestId: anyRequestId, ignored, warnings });

/** A read: `data` and further members of the envelope. */
export const dataResponse = <Data extends z.ZodType, More extends z.ZodRawShape = Record<never, never>>(
  data: Data,
  more?: More,
) => z.strictObject({ ...(more as More), data });

/** A list that is read page by page. */
export const pagedResponse = <Data extends z.ZodType, More extends z.ZodRawShape = Record<never, never>>(
  data: Data,
  more?: More,
) => z.strictObject({ ...(more as More), data, paging });

/** A creation. */
export const createdResponse = <Data extends z.ZodType>(data: Data) =>
  z.strictObject({ result: z.literal('Created'), data });

/** A change that says no more than what was done. */
export const resultResponse = <const Result extends string>(...results: [Result, ...Result[]]) =>
  z.strictObject({ result: z.enum(results) });

/** A change that shows what it changed. */
export const changedResponse = <const Result extends string, Data extends z.ZodType>(
  results: readonly [Result, ...Result[]],
  data: Data,
) => z.strictObject({ result: z.enum(results), data });

export const deletedResponse = resultResponse('Deleted');

/** 202: the request is queued. */
export const acceptedResponse = z
  .strictObject({ result: z.string().describe('That the request was accepted') })
  .describe('The request is queued; GET …/requests/{requestId} shows its outcome');

const link = z.url();

export const paging = z
  .strictObject({
    prev: link.optional(),
    next: link.optional(),
    first: link.optional(),
    last: link.optional(),
  })
  .describe('Absolute URLs of other pages; prev and next are absent if there is no such page')
  .meta({ id: 'Paging' });

export const expandable = z
  .array(z.string())
  .describe('What the query parameter expand can add to this response');

/** The body of every error. */
export const errorBody = z
  .strictObject({
    message: z.string(),
    took,
    requestId: anyRequestId,
    errors: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        'What is wrong with which field, for 409 and 422. A key is the path of a field: rules[0].delay',
      ),
    code: z.int().optional().describe('For 403: 40301, the key lacks a right'),
  })
  .meta({ id: 'Error' });
