import * as z from 'zod';
import { idAndName } from '../../http/response-values.ts';
import { changedResponse, createdResponse, dataResponse, deletedResponse } from '../../http/responses.ts';

const roleBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    extendedRole: z
      .enum(['user', 'stakeholder', 'observer'])
      .describe('The built-in role that this one is based on'),
    grantedRights: z.array(z.string()),
    disallowedRights: z.array(z.string()),
  })
  .meta({ id: 'CustomUserRole' });

export const role = dataResponse(roleBody);

export const roles = dataResponse(z.array(roleBody));

export const created = createdResponse(idAndName);

export const updated = changedResponse(['Updated'], idAndName);

export const deleted = deletedResponse;
