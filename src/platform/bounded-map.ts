/** A map that never holds more than a fixed number of entries. */
export interface BoundedMap<V> {
  get(key: string): V | undefined;
  /** Stores the value. If the map is full, the entry that was stored longest ago is dropped. */
  set(key: string, value: V): void;
}

/** Creates an empty map for at most `maxEntries` entries. */
export function createBoundedMap<V>(maxEntries: number): BoundedMap<V> {
  const entries = new Map<string, V>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      const isNew = !entries.delete(key);
      if (isNew && entries.size >= maxEntries) {
        // A Map iterates in the order of insertion.
        const { value: oldest } = entries.keys().next();
        if (oldest !== undefined) entries.delete(oldest);
      }
      entries.set(key, value);
    },
  };
}
