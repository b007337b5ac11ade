/** The state of the connection that the page shows. */
export type ConnectionState =
  | { readonly kind: 'ok' }
  /** The service cannot be reached; a request is being repeated. */
  | { readonly kind: 'lost' }
  /** The service asked to wait, until this time in milliseconds since the epoch. */
  | { readonly kind: 'busy'; readonly until: number };

/** A value that components can subscribe to (useSyncExternalStore). */
export interface Observable<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createObservable<T>(initial: T): Observable<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const OK: ConnectionState = { kind: 'ok' };

/** The state of the connection, as the last request left it. */
export const connection = createObservable<ConnectionState>(OK);
