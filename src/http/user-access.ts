import type { ApiKey, Caller } from '../domain/accounts/model.ts';
import type { Route } from './route.ts';

/** A request that is not validated yet. */
export interface PendingRequest {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The body as parsed JSON, before validation. It is read when it is asked for. */
  readonly body: () => Promise<unknown>;
}

/**
 * The caller for the key of a user, or for a key that got its rights from a user. Throws 403 if the user does not exist, is
 * blocked, or has a role that does not allow the request. A user who may make it only for one of their teams becomes a caller
 * of that team.
 */
export type UserAccess = (key: ApiKey, request: PendingRequest) => Promise<Caller>;
