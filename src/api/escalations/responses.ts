import * as z from 'zod';
import { ESCALATION_CONDITIONS, NOTIFY_TYPES } from '../../domain/escalations/model.ts';
import { duration, idAndName, ownerTeam, target } from '../../http/response-values.ts';
import { changedResponse, createdResponse, dataResponse, deletedResponse } from '../../http/responses.ts';

const escalationBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    ownerTeam: ownerTeam.optional(),
    rules: z.array(
      z.strictObject({
        condition: z.enum(ESCALATION_CONDITIONS),
        notifyType: z.enum(NOTIFY_TYPES).describe('Which members of the recipient are notified'),
        delay: duration.describe('Counted from the start of the escalation'),
        recipient: target,
      }),
    ),
    repeat: z
      .strictObject({
        waitInterval: z.int().describe('Minutes after the last rule'),
        count: z.int(),
        resetRecipientStates: z.boolean(),
        closeAlertAfterAll: z.boolean(),
      })
      .optional(),
  })
  .meta({ id: 'Escalation' });

export const escalation = dataResponse(escalationBody);

export const escalations = dataResponse(z.array(escalationBody));

export const created = createdResponse(idAndName);

export const updated = changedResponse(['Updated'], idAndName);

export const deleted = deletedResponse;
