import * as z from 'zod';
import { DEPLOYMENT_STATES, ENVIRONMENT_TYPES } from '../../domain/deployments/model.ts';
import { instant, requiredText } from '../../domain/kernel/schemas.ts';

/** Opsgenie's Go client sends the year 1 for a missing time. */
const time = instant.transform((at) => (at < 0 ? undefined : at)).optional();

const release = z.object({
  type: z.string().max(50).default('bbc'),
  repository: z.object({
    workspace: z.object({ identifier: requiredText(255), type: z.enum(['name', 'bbcUuid']).default('name') }),
    repoSlug: requiredText(255),
  }),
  commit: z.object({ sha: requiredText(255) }),
});

export const deploymentInput = z.object({
  state: z.enum(DEPLOYMENT_STATES),
  environment: z.object({
    type: z.enum(ENVIRONMENT_TYPES),
    id: requiredText(255),
    displayName: z.string().max(255).optional(),
  }),
  startedAt: time,
  completedAt: time,
  message: z.string().max(1_000).default(''),
  externalId: z.string().max(255).optional(),
  description: z.string().max(15_000).default(''),
  externalLink: z.string().max(2_000).default(''),
  releases: z.array(release).min(1).max(100),
});

export const deploymentStateInput = z.object({ state: z.enum(DEPLOYMENT_STATES), completedAt: time });

const kind = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['id', 'api', 'pipelines']));

/** The identifier is the deployment's id or, for the types `api` and `pipelines`, its external id. */
export const deploymentQuery = z
  .object({ identifierType: kind.optional(), type: kind.optional(), expand: z.string().optional() })
  .transform(({ identifierType, type, expand }) => ({
    isExternal: (identifierType ?? type ?? 'id') !== 'id',
    withReleases: expand?.split(',').includes('releases') ?? false,
  }));
