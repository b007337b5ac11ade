import { createBoundedMap } from './bounded-map.ts';
import type { Instant } from './clock.ts';

/** A bounded cache in the memory of one function instance. Time is a parameter. */
export interface ExpiringCache<V> {
  /** The cached value, or undefined if there is none or it has expired. */
  get(key: string, now: Instant): V | undefined;
  /** Stores a value that expires `ttlMs` after `now`. */
  set(key: string, value: V, now: Instant): void;
  /** The cached value, or else what `load` returns, which is then cached from `now` on. Failures are not cached. */
  getOrLoad(key: string, now: Instant, load: () => Promise<V>): Promise<V>;
}

export interface ExpiringCacheOptions {
  /** How long a value may be used after it was stored, in milliseconds. */
  readonly ttlMs: number;
  /** If the cache is full, the value that was stored longest ago is dropped. */
  readonly maxEntries: number;
}

export function createExpiringCache<V>({ ttlMs, maxEntries }: ExpiringCacheOptions): ExpiringCache<V> {
  const entries = createBoundedMap<{ readonly value: V; readonly expiresAt: Instant }>(maxEntries);

  const findFresh = (key: string, now: Instant) => {
    const entry = entries.get(key);
    return entry && entry.expiresAt > now ? entry : undefined;
  };
  const set = (key: string, value: V, now: Instant) => entries.set(key, { value, expiresAt: now + ttlMs });

  return {
    get: (key, now) => findFresh(key, now)?.value,
    set,
    async getOrLoad(key, now, load) {
      const fresh = findFresh(key, now);
      if (fresh) return fresh.value;
      const value = await load();
      set(key, value, now);
      return value;
    },
  };
}
