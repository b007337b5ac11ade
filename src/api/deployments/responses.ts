import * as z from 'zod';
import { timestamp } from '../../http/response-values.ts';
import { acceptedResponse, dataResponse } from '../../http/responses.ts';

export const accepted = acceptedResponse;

export const requestStatus = dataResponse(
  z.strictObject({
    action: z.enum(['Create', 'UpdateState']),
    isSuccess: z.boolean(),
    status: z.string().describe('The outcome in words'),
    deploymentId: z.string(),
    processedAt: timestamp,
  }),
);

const release = z.strictObject({
  type: z.string(),
  repository: z.strictObject({
    workspace: z.strictObject({ identifier: z.string(), type: z.string() }),
    repoSlug: z.string(),
  }),
  commit: z.strictObject({ sha: z.string() }),
});

export const deployment = dataResponse(
  z
    .strictObject({
      id: z.string(),
      externalId: z.string().optional(),
      type: z.string(),
      state: z.enum(['initial', 'started', 'successful', 'failed']),
      environment: z.strictObject({
        type: z.enum(['Test', 'Staging', 'Production']),
        id: z.string(),
        displayName: z.string().optional(),
      }),
      message: z.string(),
      description: z.string(),
      externalLink: z.string(),
      releases: z.array(release).optional(),
      startedAt: timestamp.optional(),
      completedAt: timestamp.optional(),
    })
    .meta({ id: 'Deployment' }),
);
