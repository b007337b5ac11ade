import { isVisibleToTeam } from '../kernel/responder.ts';
import type { Alert } from './model.ts';

/** Whether an API key (`teamId`: the team of the key, if it has one) can access the alert. */
export const isVisibleTo = (
  { ownerTeamId, responders, visibleTo }: Pick<Alert, 'ownerTeamId' | 'responders' | 'visibleTo'>,
  teamId: string | undefined,
): boolean => isVisibleToTeam(teamId, ownerTeamId, [...responders, ...visibleTo]);
