import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';
import { slowDown } from './slow-page.ts';

/** The console of a running local service in a real browser. */
export interface ConsoleBrowser {
  readonly service: LocalService;
  /** A page of a new browser, signed in unless `person` is undefined. Its problems are collected. */
  readonly open: (path: string, options?: OpenOptions) => Promise<ConsolePage>;
  /** Signs in on another device. Returns its cookie. */
  readonly signInAgain: (person: 'Jane' | 'Omar') => Promise<string>;
  /** Creates the user `nora@example.com` for `Nora`, who can then be signed in. */
  readonly addPerson: (person: string, more: object) => Promise<void>;
  /** Closes what stories have left open because they failed. */
  readonly closePages: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly form?: Form;
  /** Who is signed in, such as `Nora` for nora@example.com; Jane unless another is named. */
  readonly person?: string | undefined;
  /** Lets the console install its service worker, whose answers `page.route` does not see; otherwise it is blocked. */
  readonly isInstalled?: boolean;
  /** Runs in the page before its own scripts. */
  readonly before?: string;
}

export interface ConsolePage extends Page {
  /** Errors and warnings of the page, of its scripts and of the content security policy, so far. */
  readonly problems: readonly string[];
}

/** A size of the window with a colour scheme. */
export interface Form {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

/** The forms in which every page is looked at. */
export const FORMS: readonly [Form, ...Form[]] = [
  { name: '1280 px, light', width: 1280, height: 860, colorScheme: 'light' },
  { name: '1280 px, dark', width: 1280, height: 860, colorScheme: 'dark' },
  { name: '390 px, light', width: 390, height: 844, colorScheme: 'light' },
  { name: '390 px, dark', width: 390, height: 844, colorScheme: 'dark' },
];

/** How long a page may take for a step: machines of CI are slow and busy. */
const TIME_LIMIT_MS = 30_000;

const toUsername = (person: string) => `${person.toLowerCase()}@example.com`;

/** Builds the console if it has changed, and starts the service and a browser: once for all stories. */
export async function startConsoleBrowser(
  program: string,
  options: Parameters<typeof startLocalService>[0] = {},
): Promise<ConsoleBrowser> {
  const [service, browser] = await Promise.all([
    startLocalService({ ...options, environment: { BUILD_CONSOLE: 'true', ...options.environment } }),
    chromium.launch({
      executablePath: program,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    }),
  ]);
  const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

  async function startSession(person: string) {
    const context = await browser.newContext();
    const username = toUsername(person);
    const response = await context.request.post(`${service.url}/web/sign-in/demo`, {
      data: { username },
      headers: { 'x-tocsin-console': '1', origin: service.url },
    });
    if (!response.ok()) throw new Error(`Signing in as ${person} failed: ${await response.text()}`);
    const state = await context.storageState();
    await context.close();
    return state;
  }

  async function signIn(person: string) {
    const state = sessions.get(person) ?? (await startSession(person));
    sessions.set(person, state);
    return state;
  }

  return {
    service,
    async open(path, options = {}) {
      const { form = FORMS[0] } = options;
      const person = 'person' in options ? options.person : 'Jane';
      return openPage(browser, `${service.url}/console${path}`, form, {
        ...options,
        storageState: person === undefined ? undefined : await signIn(person),
      });
    },
    async signInAgain(person) {
      const { cookies } = await startSession(person);
      return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
    async addPerson(person, more) {
      const username = toUsername(person);
      const { status, body } = await service.call(
        'POST',
        '/v2/users',
        { username, ...more },
        service.accountKey,
      );
      // A story that failed and runs again finds the person.
      if (![201, 409].includes(status)) throw new Error(`Adding ${person} failed: ${JSON.stringify(body)}`);
      await waitFor(
        async () => (await fetch(`${service.url}/web/sign-in/methods`)).text(),
        (methods) => methods.includes(username),
      );
    },
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await service.stop();
    },
  };
}

async function openPage(
  browser: Browser,
  url: string,
  { width, height, colorScheme }: Form,
  {
    storageState,
    isInstalled = false,
    before,
  }: Pick<OpenOptions, 'isInstalled' | 'before'> & {
    readonly storageState: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
  },
): Promise<ConsolePage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    serviceWorkers: isInstalled ? 'allow' : 'block',
    ...(width < 500 && { hasTouch: true, isMobile: true }),
    ...(storageState && { storageState }),
  });
  if (before !== undefined) await context.addInitScript(before);
  context.setDefaultTimeout(TIME_LIMIT_MS);
  const page = await context.newPage();
  await slowDown(page);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // Chromium reports each 401; asking whether there is a session is no error.
    const isSessionCheck = message.location().url.endsWith('/web/session');
    // Playwright blocks the service worker, except in stories about it.
    // 404 says that the service has not applied the request yet; the page asks again.
    const isOutcomeCheck = message.location().url.includes('/alerts/requests/');
    const isBlockedWorker = /Service Worker registration blocked by Playwright/.test(message.text());
    if (!['error', 'warning'].includes(message.type()) || isSessionCheck || isOutcomeCheck || isBlockedWorker)
      return;
    problems.push(message.text());
  });
  await page.goto(url);
  return Object.assign(page, { problems });
}

const axeSource = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** The violations that axe finds in the page, or in the open dialog or menu: one line per rule and element. */
export async function findAccessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  // React Aria announces a pending button by its label. The label may be gone before the announcement, which nobody reads
  // twice, is taken away.
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run({
      include: document.querySelector('[role=dialog], [role=menu]') ?? document,
      exclude: '[data-live-announcer]',
    })`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')}: ${failureSummary}`),
  );
}
