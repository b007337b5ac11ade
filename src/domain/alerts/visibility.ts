import type { Alert } from './model.ts';

/**
 * Whether a key can access the alert. A key of the account (no team) can access all alerts; a key of a team those that
 * the team owns, responds to or that are visible to it.
 */
export const isVisibleTo = (
  alert: Pick<Alert, 'ownerTeamId' | 'responders' | 'visibleTo'>,
  teamId: string | undefined,
): boolean =>
  teamId === undefined ||
  alert.ownerTeamId === teamId ||
  [...alert.responders, ...alert.visibleTo].some(({ type, id }) => type === 'team' && id === teamId);
