import type { Instant } from '../../platform/clock.ts';

export const DEPLOYMENT_STATES = ['initial', 'started', 'successful', 'failed'] as const;
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

export const ENVIRONMENT_TYPES = ['Test', 'Staging', 'Production'] as const;

/** A deployed commit. Opsgenie supports repositories of Bitbucket Cloud (bbc). */
export interface Release {
  readonly type: string;
  readonly repository: {
    readonly workspace: { readonly identifier: string; readonly type: string };
    readonly repoSlug: string;
  };
  readonly commit: { readonly sha: string };
}

/** A deployment as a tool reported it, shown next to incidents. */
export interface Deployment {
  readonly id: string;
  readonly version: number;
  readonly externalId?: string;
  readonly state: DeploymentState;
  readonly environment: {
    readonly type: (typeof ENVIRONMENT_TYPES)[number];
    readonly id: string;
    readonly displayName?: string;
  };
  readonly message: string;
  readonly description: string;
  readonly externalLink: string;
  readonly startedAt?: Instant;
  readonly completedAt?: Instant;
  readonly releases: readonly Release[];
  /** Id of the team whose key created it. Absent if a key of the account did. */
  readonly ownerTeamId?: string;
}
