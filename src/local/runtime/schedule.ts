/**
 * Calls a function at a fixed rate, immediately for the first time, and skips a call while one is running. Returns a
 * function that stops it.
 */
export function callEvery(everyMs: number, call: () => Promise<unknown>, name: string): () => void {
  let busy = false;
  const tick = async () => {
    if (busy) return;
    busy = true;
    try {
      await call();
    } catch (error) {
      console.error(`${name}: ${(error as Error).stack ?? error}`);
    } finally {
      busy = false;
    }
  };
  void tick();
  const timer = setInterval(tick, everyMs);
  return () => clearInterval(timer);
}
