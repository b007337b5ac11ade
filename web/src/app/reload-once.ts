const STORAGE_KEY = 'tocsin-reloaded-for';

/** Whether the service answers at all. A page that is reloaded without a connection is lost, with all that was typed. */
async function isReachable(): Promise<boolean> {
  try {
    const { ok } = await fetch('/console/', { cache: 'no-store' });
    return ok;
  } catch {
    return false;
  }
}

/**
 * A release replaces the files under assets. A page that is still open then fails to import one; it reloads once, and gets
 * the new files. A second failure within a minute is a real error, and is shown; so is one without a connection.
 */
export function reloadOnceAfterRelease(): void {
  window.addEventListener('vite:preloadError', async () => {
    if (!(await isReachable())) return;
    const last = Number(sessionStorage.getItem(STORAGE_KEY) ?? 0);
    if (Date.now() - last < 60_000) return;
    sessionStorage.setItem(STORAGE_KEY, String(Date.now()));
    location.reload();
  });
}
