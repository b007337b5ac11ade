import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startLocalService } from '../simulator/local-service.ts';
import { parseCommandLine } from './arguments.ts';
import { findChromium, launchChromium, openSignedIn } from './console/browser.ts';
import { createDemoData, type DemoData } from './console/demo-data.ts';
import { toSmallPng } from './console/small-png.ts';

const USAGE = `npm run pictures

Takes the pictures of docs/console.md and README.md in Chromium, and writes them to docs/pictures. A page that does not exist
is left out. A document shows a picture below each mark <!-- picture NAME -->, from the first time on that there is one.`;

parseCommandLine(USAGE, {});

const FOLDER = 'docs/pictures';

/** The documents that show pictures, each with the way from it to the folder. */
const DOCUMENTS: Readonly<Record<string, string>> = { 'README.md': FOLDER, 'docs/console.md': 'pictures' };

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
  /** For readers who do not see it. */
  readonly text: string;
  readonly path: (data: DemoData) => string;
  readonly form: BrowserContextOptions;
  /** What is done on the page before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  {
    name: 'alerts',
    text: 'The list of alerts: who has each, and who is notified next',
    path: () => '/alerts?view=open',
    form: DESKTOP,
  },
  {
    name: 'alert',
    text: 'The story of an alert',
    path: ({ alertId }) => `/alerts/${alertId}`,
    form: DESKTOP,
  },
  {
    name: 'simulate',
    text: 'A simulated alert: who would be notified, and when',
    path: ({ alertNumber }) => `/simulate?alert=${alertNumber}`,
    form: DESKTOP,
  },
  {
    name: 'on-call',
    text: 'Who is on call now, and the shifts of the reader',
    path: () => '/on-call',
    form: DESKTOP,
  },
  {
    name: 'profile',
    text: 'The profile with contacts and notification rules',
    path: () => '/profile',
    form: DESKTOP,
  },
  {
    name: 'palette',
    text: 'The palette with a command',
    path: () => '/alerts?view=open',
    form: DESKTOP,
    async prepare(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search, or type a command' }).fill('assign 1 to omar');
    },
  },
  { name: 'phone', text: 'The list of alerts on a phone', path: () => '/alerts?view=open', form: PHONE },
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

/** Shows the pictures that exist below their marks. */
function showPictures(): void {
  for (const [document, folder] of Object.entries(DOCUMENTS)) {
    let text = readFileSync(document, 'utf8');
    for (const { name, text: alternative } of PICTURES) {
      if (!existsSync(join(FOLDER, `${name}.png`))) continue;
      const mark = `<!-- picture ${name} -->`;
      const shown = new RegExp(`${mark}(\\n!\\[.*)?`, 'g');
      text = text.replace(shown, `${mark}\n![${alternative}](${folder}/${name}.png)`);
    }
    writeFileSync(document, text);
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
  showPictures();
} finally {
  await browser.close();
  await service.stop();
}
