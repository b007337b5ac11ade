import { AsyncLocalStorage } from 'node:async_hooks';
import type { Instant } from './clock.ts';

/** In whose name something is done: a user, or the integration of a key. Key ids are no secrets. */
export interface Actor {
  readonly type: 'user' | 'integration';
  readonly id: string;
  readonly name: string;
  readonly keyId: string;
}

/** A request while it is being answered. */
export interface RequestContext {
  readonly actor: Actor;
  readonly requestId: string;
  readonly now: Instant;
}

interface Acting extends RequestContext {
  changes: number;
}

const current = new AsyncLocalStorage<Acting>();

/** Does the work in the name of the request's actor: all that it awaits finds them by {@link currentRequestContext}. */
export const runInRequestContext = <T>(request: RequestContext, work: () => Promise<T>): Promise<T> =>
  current.run({ ...request, changes: 0 }, work);

/** The request in whose name this runs; undefined where nobody asked (a worker, the command line). */
export const currentRequestContext = (): RequestContext | undefined => current.getStore();

/** Numbers the changes of a request, from 1 on, so that their order is kept within one millisecond. */
export function nextChangeNumber(): number {
  const acting = current.getStore();
  if (!acting) return 0;
  acting.changes += 1;
  return acting.changes;
}
