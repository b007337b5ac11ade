const STORAGE_KEY = 'tocsin-reloaded-for';

/**
 * A release replaces the files under assets. A page that is still open then fails to import one; it reloads once, and gets
 * the new files. A second failure for the same address within a minute is a real error, and is shown.
 */
export function reloadOnceAfterRelease(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(STORAGE_KEY) ?? 0);
    if (Date.now() - last < 60_000) return;
    sessionStorage.setItem(STORAGE_KEY, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
