import * as z from 'zod';
import { idAndName, timestamp } from '../../http/response-values.ts';
import { changedResponse, createdResponse, dataResponse, deletedResponse } from '../../http/responses.ts';

const savedSearchBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    createdAt: timestamp,
    updatedAt: timestamp,
    owner: z.strictObject({
      id: z.string(),
      username: z.string().optional().describe('Absent once the user has been deleted'),
    }),
    teams: z.array(z.strictObject({ id: z.string(), name: z.string().optional() })),
    description: z.string(),
    query: z.string(),
  })
  .meta({ id: 'SavedSearch' });

export const savedSearch = dataResponse(savedSearchBody);

export const savedSearches = dataResponse(z.array(idAndName));

export const created = createdResponse(idAndName);

export const updated = changedResponse(['Updated'], savedSearchBody);

export const deleted = deletedResponse;

export const userSavedSearch = dataResponse(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    ownerId: z.string(),
    query: z.string(),
  }),
);
