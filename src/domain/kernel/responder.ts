export const RESPONDER_TYPES = ['team', 'user', 'escalation', 'schedule'] as const;

export type ResponderType = (typeof RESPONDER_TYPES)[number];

/** Who is to respond to an alert, by id. */
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
