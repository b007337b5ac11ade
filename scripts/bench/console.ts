import type { Browser, Page } from 'playwright-core';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';
import { findChromium, launchChromium, openSignedIn } from '../console/browser.ts';
import { measureFirstLoad, waitForList } from '../console/first-load.ts';
import { quantile } from '../faults/report.ts';
import type { Figures } from './catalogue.ts';

const ALERTS = 1_000;

/** How many requests that create alerts are under way at a time. */
const PARALLEL = 10;

/** How often the list is scrolled by a window, and alerts are selected. */
const SCROLLS = 60;
const SELECTIONS = 20;

/** How much slower the processor is for the measurement of the start. */
const THROTTLE = 4;

const PERSON = 'jane@example.com';
const LIST = '/console/alerts?view=open';

/** Frames while a browser scrolls or selects, in milliseconds. */
interface Frames {
  readonly worst: number;
  readonly median: number;
}

/** How fast the console starts, and how smoothly a list of {@link ALERTS} alerts moves. Throws without Chromium. */
export async function measureConsole(): Promise<Figures> {
  const program = findChromium();
  if (!program) throw new Error('Chromium is not installed.');
  const service = await startLocalService({ environment: { BUILD_CONSOLE: 'true' } });
  const browser = await launchChromium(program);
  try {
    const firstPage = await openSignedIn(browser, service, PERSON);
    const bytes = await measureFirstLoad(firstPage, `${service.url}${LIST}`);
    await firstPage.context().close();
    const start = await measureStart(browser, service);
    await createAlerts(service);
    const page = await openList(browser, service);
    const scrolling = await measureFrames(page, () => scrollThrough(page));
    const selecting = await measureFrames(page, () => selectSome(page));
    return {
      'console.first_load': bytes / 1_000,
      'console.usable': start / 1_000,
      'console.scroll_worst': scrolling.worst,
      'console.scroll_median': scrolling.median,
      'console.select_worst': selecting.worst,
      'console.select_median': selecting.median,
    };
  } finally {
    await browser.close();
    await service.stop();
  }
}

/** Milliseconds from the navigation until the page shows its list. */
async function measureStart(browser: Browser, service: LocalService): Promise<number> {
  const page = await openSignedIn(browser, service, PERSON);
  await page.goto(`${service.url}${LIST}`);
  await waitForList(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    await page.goto(`${service.url}${LIST}`);
    await waitForList(page);
    times.push(performance.now() - began);
  }
  await page.context().close();
  return quantile(times, 0.5);
}

async function createAlerts(service: LocalService): Promise<void> {
  const numbers = Array.from({ length: ALERTS }, (_, i) => i);
  const work = async () => {
    for (let i = numbers.shift(); i !== undefined; i = numbers.shift()) await createAlert(service, i);
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  await waitFor(
    async () => (await service.call('GET', '/v2/alerts/count')).body.data as { readonly count: number },
    ({ count }) => count >= ALERTS,
    300_000,
  );
}

/** Creates an alert; if the rate limit is reached, a moment later. */
async function createAlert(service: LocalService, i: number): Promise<void> {
  const body = {
    message: `Disk /var on build-${i} is ${50 + (i % 50)} % full`,
    priority: `P${1 + (i % 5)}`,
    tags: ['build', `rack-${i % 40}`],
  };
  for (;;) {
    const { status } = await service.call('POST', '/v2/alerts', body);
    if (status !== 429) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The page with all alerts loaded, at its top. */
async function openList(browser: Browser, service: LocalService): Promise<Page> {
  const page = await openSignedIn(browser, service, PERSON, { viewport: { width: 1280, height: 860 } });
  await page.goto(`${service.url}${LIST}`);
  await page.getByRole('row').first().waitFor();
  const isComplete = () => page.locator(`[role=grid][aria-rowcount="${ALERTS}"]`).count();
  while ((await isComplete()) === 0) {
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    await page.waitForTimeout(100);
  }
  await page.evaluate('window.scrollTo(0, 0)');
  await page.waitForTimeout(1_000);
  return page;
}

/** Scrolls by windows, one after the other. */
async function scrollThrough(page: Page): Promise<void> {
  await page.mouse.move(640, 500);
  for (let i = 0; i < SCROLLS; i++) {
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(100);
  }
}

async function selectSome(page: Page): Promise<void> {
  for (let i = 0; i < SELECTIONS; i++) {
    await page.keyboard.press('j');
    await page.keyboard.press('x');
  }
  await page.keyboard.press('*');
  await page.keyboard.press('Escape');
}

/** The time between each two frames while `move` goes on. */
async function measureFrames(page: Page, move: () => Promise<void>): Promise<Frames> {
  await page.evaluate(`
    window.benchFrames = [];
    window.benchRuns = true;
    let last = performance.now();
    const onFrame = (now) => {
      window.benchFrames.push(now - last);
      last = now;
      if (window.benchRuns) requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
  `);
  await move();
  const frames = await page.evaluate<number[]>('(window.benchRuns = false, window.benchFrames)');
  return { worst: Math.max(...frames), median: quantile(frames, 0.5) };
}
