import * as z from 'zod';
import { BULK_ACTION_STATES } from '../../domain/bulk-actions/model.ts';
import { timestamp } from '../../http/response-values.ts';
import { dataResponse, resultResponse } from '../../http/responses.ts';

/** No `data`, as in every 202. */
export const started = z.strictObject({
  result: z.string().describe('That the request was accepted'),
  id: z.string().describe('Id of the bulk action, for its progress'),
  total: z.int().describe('How many alerts it changes'),
});

export const progress = dataResponse(
  z
    .strictObject({
      id: z.string(),
      action: z.string().describe('For example Acknowledge, Close, AddTags'),
      query: z.string(),
      state: z
        .enum(BULK_ACTION_STATES)
        .describe('cancelled: some alerts were left alone; finished: every alert has its result'),
      total: z.int().describe('How many alerts matched when it was requested'),
      done: z.int().describe('How many alerts were changed'),
      refused: z
        .int()
        .describe('How many were not changed, for example because they were deleted in the meantime'),
      requestedAt: timestamp,
      startedAt: timestamp.optional(),
      finishedAt: timestamp.optional(),
      updatedAt: timestamp.describe('When it made progress last'),
    })
    .meta({ id: 'BulkAction' }),
);

export const cancelled = resultResponse('Cancelled');
