const STORAGE_KEY = 'tocsin-reloaded-for';
const AT_MOST_EVERY_MS = 60_000;

/** How often a page without its code asks whether the service answers again. */
const ASK_EVERY_MS = 2_000;

/** Whether the service answers at all. A page that is reloaded without a connection is lost, with all that was typed. */
async function isReachable(): Promise<boolean> {
  try {
    const { ok } = await fetch('/console/', { cache: 'no-store' });
    return ok;
  } catch {
    return false;
  }
}

/** Reloads the page if the service answers, and if that was not tried within the last minute. */
async function reloadIfItHelps(): Promise<void> {
  if (!(await isReachable())) return;
  const last = Number(sessionStorage.getItem(STORAGE_KEY) ?? 0);
  if (Date.now() - last < AT_MOST_EVERY_MS) return;
  sessionStorage.setItem(STORAGE_KEY, String(Date.now()));
  location.reload();
}

/**
 * A release replaces the files under assets. A page that is still open then fails to import one; it reloads once, and gets
 * the new files. A second failure within a minute is a real error, and is shown; so is one without a connection.
 */
export function reloadOnceAfterRelease(): void {
  window.addEventListener('vite:preloadError', () => void reloadIfItHelps());
}

/** Reloads the page when the service answers again. Returns what ends the waiting. */
export function reloadWhenReachable(): () => void {
  const timer = setInterval(() => void reloadIfItHelps(), ASK_EVERY_MS);
  return () => clearInterval(timer);
}
