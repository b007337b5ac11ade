import type { Alert } from './model.ts';

/**
 * Whether a key reaches the alert: one of the whole account (no team) reaches all, one of a team those that the team
 * owns, responds to or was made to see.
 */
export const isVisibleTo = (
  alert: Pick<Alert, 'ownerTeamId' | 'responders' | 'visibleTo'>,
  teamId: string | undefined,
): boolean =>
  teamId === undefined ||
  alert.ownerTeamId === teamId ||
  [...alert.responders, ...alert.visibleTo].some(({ type, id }) => type === 'team' && id === teamId);
