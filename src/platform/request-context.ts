import { AsyncLocalStorage } from 'node:async_hooks';
import type { Instant } from './clock.ts';

/** Who makes a change: a user, or the integration that an API key belongs to. Key ids are not secret. */
export interface Actor {
  readonly type: 'user' | 'integration';
  readonly id: string;
  readonly name: string;
  readonly keyId: string;
}

/** The API request in progress. */
export interface RequestContext {
  readonly actor: Actor;
  readonly requestId: string;
  readonly now: Instant;
}

interface CountedContext extends RequestContext {
  changes: number;
}

const current = new AsyncLocalStorage<CountedContext>();

/** Runs `work` with this context: everything that it awaits can read it with {@link currentRequestContext}. */
export const runInRequestContext = <T>(request: RequestContext, work: () => Promise<T>): Promise<T> =>
  current.run({ ...request, changes: 0 }, work);

/** The request that the current code runs for; undefined outside a request (in a worker, on the command line). */
export const currentRequestContext = (): RequestContext | undefined => current.getStore();

/** Numbers the changes of a request from 1, to keep their order within a millisecond; 0 outside a request. */
export function nextChangeNumber(): number {
  const context = current.getStore();
  if (!context) return 0;
  context.changes += 1;
  return context.changes;
}
