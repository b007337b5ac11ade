import { isVisibleToTeam } from '../kernel/responder.ts';
import type { Alert } from './model.ts';

/** The restriction of a key, a search or an action to some alerts. Empty for a key of the account. */
export interface AlertScope {
  /** The key belongs to this team. */
  readonly teamId?: string | undefined;
  /**
   * The key belongs to a user who cannot access all alerts: the user's id and username, and the ids of the teams,
   * escalations and schedules by which they are a responder.
   */
  readonly alertReach?: readonly string[] | undefined;
}

export const isUnrestricted = ({ teamId, alertReach }: AlertScope): boolean =>
  teamId === undefined && alertReach === undefined;

type AccessFields = Pick<Alert, 'ownerTeamId' | 'responders' | 'visibleTo' | 'owner'>;

const isWithinReach = (
  { ownerTeamId, owner, responders, visibleTo }: AccessFields,
  reach: readonly string[],
): boolean =>
  [ownerTeamId, owner, ...[...responders, ...visibleTo].map(({ id }) => id)].some((id) => reach.includes(id));

/**
 * Whether an alert is within the scope of a key. A team's key accesses the alerts that the team owns, responds to or that
 * are visible to it; a user's key those of the user's teams, and those that the user owns or responds to.
 */
export const isVisibleTo = (alert: AccessFields, { teamId, alertReach }: AlertScope): boolean =>
  isVisibleToTeam(teamId, alert.ownerTeamId, [...alert.responders, ...alert.visibleTo]) &&
  (alertReach === undefined || isWithinReach(alert, alertReach));
