/**
 * Runs work under the same key one at a time, in the order of the calls; work under different keys runs concurrently.
 * A key is forgotten when nothing waits for it.
 */
export function createKeyedMutex(): <R>(key: string, work: () => Promise<R>) => Promise<R> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const mine = (before ?? Promise.resolve()).catch(() => {}).then(work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
