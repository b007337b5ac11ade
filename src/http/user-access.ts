import type { ApiKey, Caller } from '../domain/accounts/model.ts';
import type { Route } from './route.ts';

/** What somebody asks for, before it is looked at whether it makes sense. */
export interface PendingRequest {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The body as it came, read only where it matters. */
  readonly body: () => Promise<unknown>;
}

/**
 * Whoever calls with the key of a user. Throws 403 where their role does not allow what is asked for. Who may do it for
 * a team of theirs only comes back as a caller of that team.
 */
export type UserAccess = (key: ApiKey, asked: PendingRequest) => Promise<Caller>;
