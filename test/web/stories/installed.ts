import type { Page } from 'playwright-core';
import { type ConsoleBrowser, findAccessibilityProblems } from '../console-browser.ts';
import { CPU_SLOWDOWN } from '../slow-page.ts';

const MESSAGE = 'Read before the connection was lost';

const OPENINGS = 5;
/** The budget is a second. Machines of CI are slower than a person's. */
const OPENED_MS = 3_000 * CPU_SLOWDOWN;

/** Resolves when the service worker answers the requests of the page. */
const waitForControl = (page: Page) =>
  page.evaluate(`new Promise((resolve) => {
    const { serviceWorker } = navigator;
    if (serviceWorker.controller) resolve(true);
    else serviceWorker.addEventListener('controllerchange', () => resolve(true), { once: true });
  })`);

/** Everything that this origin stores in the browser, in caches and in storage, as one text. */
const readKept = (page: Page) =>
  page.evaluate<string>(`(async () => {
    const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        texts.push(request.url, await (await cache.match(request)).text());
      }
    }
    return texts.join(' ');
  })()`);

export function installedStories(getConsole: () => ConsoleBrowser): void {
  beforeAll(async () => {
    const { service } = getConsole();
    await service.call('POST', '/v2/alerts', { message: MESSAGE, priority: 'P2', tags: ['installed'] });
  });

  /** A page of Jane's that shows the alert, controlled by the service worker. */
  async function openInstalled() {
    const page = await getConsole().open('/alerts?view=open', { isInstalled: true });
    await page.getByRole('row', { name: new RegExp(MESSAGE) }).waitFor();
    await waitForControl(page);
    return page;
  }

  test('it can be installed: it has a manifest with icons and a service worker that controls the page', async () => {
    const page = await openInstalled();
    const { url } = getConsole().service;
    const devTools = await page.context().newCDPSession(page);
    const { errors, url: manifestUrl } = await devTools.send('Page.getAppManifest');
    expect({ errors, manifestUrl }).toEqual({
      errors: [],
      manifestUrl: `${url}/console/manifest.webmanifest`,
    });
    const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
    // Tests run in contexts like those of private windows, in which nothing is installed.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual(
      [],
    );
    const manifest = (await (await page.request.get(manifestUrl)).json()) as {
      icons: { src: string; type: string }[];
    };
    expect(manifest).toMatchObject({ name: 'Tocsin', start_url: '/console/', display: 'standalone' });
    for (const { src, type } of manifest.icons) {
      const icon = await page.request.get(`${url}${src}`);
      expect([src, icon.status(), icon.headers()['content-type']]).toEqual([src, 200, type]);
    }
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a release offers a reload on a page that somebody uses, and keeps what was typed until then', async () => {
    const page = await openInstalled();
    const field = page.getByRole('textbox', { name: 'Search alerts' });
    await field.click();
    await field.fill('priority: P1');
    // The browser reports by this event that the service worker of another release has taken over.
    await page.evaluate(`navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))`);
    await page.getByText('A new version of Tocsin is ready.').waitFor();
    expect(await field.inputValue()).toBe('priority: P1');
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload' }).click()]);
    await page.getByRole('row', { name: new RegExp(MESSAGE) }).waitFor();
    expect(await page.getByText('A new version of Tocsin is ready.').count()).toBe(0);
    await page.context().close();
  });

  test('without a connection it shows the alerts that it read last, and says that they are not live', async () => {
    const page = await openInstalled();
    await page.context().setOffline(true);
    await page.reload();
    await page.getByText('The service cannot be reached, so this page is not live.').waitFor();
    await page.getByRole('heading', { name: 'Alerts, as they were' }).waitFor();
    await page.getByText(/^Read .* ago/).waitFor();
    await page.getByRole('listitem').filter({ hasText: MESSAGE }).waitFor();
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    expect(await findAccessibilityProblems(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('row', { name: new RegExp(MESSAGE) }).waitFor();
    expect(await page.getByText('Alerts, as they were').count()).toBe(0);
    await page.context().close();
  });

  test('a service that does not answer is no reason for an empty page', async () => {
    const page = await openInstalled();
    await page.context().route('**/web/session', () => {});
    await page.reload();
    await page.getByRole('listitem').filter({ hasText: MESSAGE }).waitFor();
    await page.context().close();
  });

  test('it opens from the cache in under a second', async () => {
    const page = await openInstalled();
    await page.context().setOffline(true);
    let fastest = Number.POSITIVE_INFINITY;
    // The machine may do other things, too, so the fastest of some openings counts.
    for (let i = 0; i < OPENINGS && fastest > OPENED_MS; i++) {
      const startedAt = performance.now();
      await page.reload();
      await page.getByRole('heading', { name: 'Alerts, as they were' }).waitFor();
      fastest = Math.min(fastest, performance.now() - startedAt);
      const fromWorker = await page.evaluate<boolean>(
        `performance.getEntriesByType('navigation')[0].workerStart > 0`,
      );
      expect(fromWorker).toBe(true);
    }
    expect(fastest).toBeLessThan(OPENED_MS);
    await page.context().close();
  });

  test('signing out leaves nothing of the person in the browser', async () => {
    // With a session of her own: the other stories share theirs.
    const page = await getConsole().open('/sign-in?returnTo=%2Falerts%3Fview%3Dopen', {
      person: undefined,
      isInstalled: true,
    });
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).click();
    await page.getByRole('row', { name: new RegExp(MESSAGE) }).waitFor();
    await waitForControl(page);
    expect((await readKept(page)).includes(MESSAGE)).toBe(true);
    await page.getByRole('button', { name: /Jane Doe/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).waitFor();
    const kept = await readKept(page);
    expect(kept.includes('/console/index.html')).toBe(true);
    expect([MESSAGE, 'jane@example.com', 'Jane Doe'].filter((text) => kept.includes(text))).toEqual([]);
    await page.context().setOffline(true);
    await page.goto(`${getConsole().service.url}/console/alerts`);
    await page.getByText('This could not be loaded').waitFor();
    expect(await page.getByText(MESSAGE).count()).toBe(0);
    await page.context().close();
  });

  test('another person on the same browser does not find what the one before saw', async () => {
    const page = await openInstalled();
    const { url } = getConsole().service;
    await page.context().clearCookies();
    const response = await page.request.post(`${url}/web/sign-in/demo`, {
      data: { username: 'omar@example.com' },
      headers: { 'x-tocsin-console': '1', origin: url },
    });
    expect(response.ok()).toBe(true);
    await page.goto(`${url}/console/on-call`);
    await page.getByRole('heading', { name: 'My shifts' }).waitFor();
    expect((await readKept(page)).includes(MESSAGE)).toBe(false);
    await page.context().close();
  });
}
