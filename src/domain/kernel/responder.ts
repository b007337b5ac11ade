export const RESPONDER_TYPES = ['team', 'user', 'escalation', 'schedule'] as const;

export type ResponderType = (typeof RESPONDER_TYPES)[number];

/** A team, user, escalation or schedule that responds to an alert or incident, by id. */
export interface Responder {
  readonly type: ResponderType;
  readonly id: string;
}

/** Somebody or something named by a client: by id, or by name (teams, escalations, schedules) or username (users). */
export interface Reference {
  readonly id?: string;
  readonly name?: string;
  readonly username?: string;
}

export interface ResponderReference extends Reference {
  readonly type: ResponderType;
}

/**
 * Whether an API key can access an alert or incident. A key of the account (no team) can access all; a key of a team those
 * that the team owns, and those whose `parties` (responders and others who can see it) include the team.
 */
export const isVisibleToTeam = (
  teamId: string | undefined,
  ownerTeamId: string,
  parties: readonly Responder[],
): boolean =>
  teamId === undefined ||
  ownerTeamId === teamId ||
  parties.some(({ type, id }) => type === 'team' && id === teamId);
