import * as z from 'zod';
import { idAndName, priority, timestamp } from '../../http/response-values.ts';
import {
  acceptedResponse,
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
} from '../../http/responses.ts';

const metaFields = {
  name: z.string(),
  enabled: z.boolean(),
  expired: z.boolean().describe('Whether the last ping is longer ago than the interval'),
};

const heartbeatBody = z
  .strictObject({
    ...metaFields,
    description: z.string(),
    interval: z.int(),
    intervalUnit: z.enum(['minutes', 'hours', 'days']),
    lastPingTime: timestamp.optional(),
    ownerTeam: idAndName.optional(),
    alertMessage: z.string(),
    alertTags: z.array(z.string()),
    alertPriority: priority,
    emailAddress: z.string().optional().describe('An e-mail to this address counts as a ping'),
  })
  .meta({ id: 'Heartbeat' });

const meta = z.strictObject(metaFields);

export const heartbeat = dataResponse(heartbeatBody);

export const heartbeats = dataResponse(z.strictObject({ heartbeats: z.array(heartbeatBody) }));

export const created = createdResponse(heartbeatBody);

export const updated = changedResponse(['Updated'], meta);

export const switched = changedResponse(['Enabled', 'Disabled'], meta);

export const deleted = deletedResponse;

export const pinged = acceptedResponse;
