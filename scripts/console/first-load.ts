import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** The list of alerts with an alert, or what it says without one. */
export const waitForList = (page: Page): Promise<void> =>
  page.locator('main [role=row], main h2').filter({ visible: true }).first().waitFor({ state: 'visible' });

/** Holds back what pages load a moment after they are shown (web/src/components/load-later.tsx). */
const HOLD_LATER = `{
  const schedule = window.setTimeout;
  window.setTimeout = (run, ms, ...more) => (ms === 1500 ? 0 : schedule(run, ms, ...more));
}`;

/** Bytes of all scripts that a list of alerts loads to be shown, as gzip would send them. */
export async function measureFirstLoad(page: Page, url: string): Promise<number> {
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(request.url());
  });
  await page.addInitScript(HOLD_LATER);
  await page.goto(url);
  await waitForList(page);
  const sizes = await Promise.all(
    [...scripts].map(async (script) => gzipSync(await (await fetch(script)).bytes()).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
