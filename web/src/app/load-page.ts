import { PageNotLoadedError } from '../client/errors.ts';
import { LOAD_AFTER_MS } from '../components/load-later.tsx';
import { ALL_PAGES } from './all-pages.ts';
import type { Page, PageModule } from './page.ts';

const NOT_LOADED =
  'The service cannot be reached, or has a new release. This page opens by itself as soon as it can be loaded.';

/** The code of the page. Throws `PageNotLoadedError` if it cannot be loaded. */
export async function loadPage(page: Page): Promise<PageModule> {
  try {
    return await page.load();
  } catch (error) {
    throw new PageNotLoadedError(NOT_LOADED, { cause: error });
  }
}

/**
 * Loads the code of the other pages a moment after the first one is shown, one after the other. An alert of the list then
 * opens at once, also if the connection is bad by then. Returns what ends the loading.
 */
export function loadOtherPages(): () => void {
  let isEnded = false;
  const timer = setTimeout(async () => {
    for (const page of ALL_PAGES) {
      if (isEnded) return;
      // What fails here is tried again, and said, when somebody opens the page.
      if (!page.isPublic) await page.load().catch(() => {});
    }
  }, LOAD_AFTER_MS);
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
