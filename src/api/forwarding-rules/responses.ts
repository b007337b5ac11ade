import * as z from 'zod';
import { timestamp } from '../../http/response-values.ts';
import { changedResponse, createdResponse, dataResponse, deletedResponse } from '../../http/responses.ts';

const user = z.strictObject({
  id: z.string(),
  username: z.string().optional().describe('Absent once the user has been deleted'),
});

const ruleBody = z
  .strictObject({
    id: z.string(),
    alias: z.string(),
    fromUser: user,
    toUser: user,
    startDate: timestamp,
    endDate: timestamp,
  })
  .meta({ id: 'ForwardingRule' });

const changed = z.strictObject({ id: z.string(), alias: z.string() });

export const rule = dataResponse(ruleBody);

export const rules = dataResponse(z.array(ruleBody));

export const created = createdResponse(changed);

export const updated = changedResponse(['Updated'], changed);

export const deleted = deletedResponse;
