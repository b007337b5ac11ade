import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startLocalService } from '../simulator/local-service.ts';
import { findChromium, launchChromium, openSignedIn } from './console/browser.ts';
import { createDemoData, type DemoData } from './console/demo-data.ts';
import { toSmallPng } from './console/small-png.ts';

/** Takes the pictures of docs/console.md and README.md: `npm run pictures`. A page that does not exist is left out. */

const FOLDER = 'docs/pictures';

/** A larger picture does not belong into a repository. */
const MAX_BYTES = 60_000;

const PERSON = 'jane@example.com';

const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 780 },
  colorScheme: 'dark',
  hasTouch: true,
  isMobile: true,
};

interface Picture {
  readonly name: string;
  readonly path: (data: DemoData) => string;
  readonly form: BrowserContextOptions;
  /** What is done on the page before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: 'alerts', path: () => '/alerts?view=open', form: DESKTOP },
  { name: 'alert', path: ({ alertId }) => `/alerts/${alertId}`, form: DESKTOP },
  { name: 'simulate', path: ({ alertId }) => `/simulate?alert=${alertId}`, form: DESKTOP },
  { name: 'on-call', path: () => '/on-call', form: DESKTOP },
  { name: 'profile', path: () => '/profile', form: DESKTOP },
  {
    name: 'palette',
    path: () => '/alerts?view=open',
    form: DESKTOP,
    async prepare(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search, or type a command' }).fill('assign 1 to omar');
    },
  },
  { name: 'phone', path: () => '/alerts?view=open', form: PHONE },
];

/** Takes one picture; says why if there is none. */
async function takePicture(browser: Browser, url: string, picture: Picture, data: DemoData): Promise<string> {
  const page = await openSignedIn(browser, { url }, PERSON, { ...picture.form, reducedMotion: 'reduce' });
  try {
    await page.goto(`${url}/console${picture.path(data)}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if ((await page.getByText('There is no such page').count()) > 0)
      return 'left out: there is no such page yet';
    await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {});
    await picture.prepare?.(page);
    await page.waitForTimeout(1_000);
    const path = join(FOLDER, `${picture.name}.png`);
    const png = toSmallPng(await page.screenshot());
    writeFileSync(path, png);
    const size = png.length;
    return `${path}, ${Math.round(size / 1_000)} kB${size > MAX_BYTES ? `, more than ${MAX_BYTES / 1_000} kB` : ''}`;
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message.split('\n')[0] : error}`;
  } finally {
    await page.context().close();
  }
}

const program = findChromium();
if (!program) {
  console.error('Chromium is not installed, so there are no pictures.');
  process.exit(1);
}
mkdirSync(FOLDER, { recursive: true });
const service = await startLocalService({ environment: { BUILD_CONSOLE: 'true' } });
const browser = await launchChromium(program);
try {
  const data = await createDemoData(service);
  for (const picture of PICTURES)
    console.log(`${picture.name}: ${await takePicture(browser, service.url, picture, data)}`);
} finally {
  await browser.close();
  await service.stop();
}
