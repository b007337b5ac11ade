import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright-core';
import { waitFor } from '../../simulator/local-service.ts';
import { describeWith, retryOnce } from './programs.ts';

/** The members that the code in the worker uses; the types of browsers are not known here. */
interface WorkerGlobals {
  readonly registration: { getNotifications(): Promise<readonly ShownNotification[]> };
  readonly NotificationEvent: new (type: string, init: object) => Event;
  dispatchEvent(event: Event): boolean;
}

interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly actions: readonly { readonly title: string }[];
  close(): void;
}

/** The service worker of the console in a browser, with a server that records what its buttons post. */
describeWith(['chromium', 'chromium-browser', 'google-chrome'], 'Web push in Chromium', (program) => {
  let server: Server;
  let origin: string;
  let context: BrowserContext;
  let page: Page;
  let worker: Worker;
  const posted: string[] = [];
  let linkStatus = 200;
  retryOnce();

  beforeAll(async () => {
    const built = await build({
      entryPoints: ['web/src/service-worker/service-worker.ts'],
      bundle: true,
      format: 'iife',
      define: { __SHELL_FILES__: JSON.stringify({ release: 'test', files: [], page: '', pageHash: '' }) },
      write: false,
    });
    const script = built.outputFiles[0]?.text ?? '';
    server = createServer((request, response) => {
      if (request.method === 'POST') {
        posted.push(request.url ?? '');
        response.writeHead(linkStatus).end();
        return;
      }
      const isScript = request.url === '/console/service-worker.js';
      response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
      response.end(isScript ? script : '<!doctype html><title>Console</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    context = await chromium.launchPersistentContext('', {
      executablePath: program,
      args: ['--no-sandbox', '--disable-gpu'],
      permissions: ['notifications'],
    });
    await context.grantPermissions(['notifications'], { origin });
    page = await context.newPage();
    await page.goto(`${origin}/console/`);
    const started = context.waitForEvent('serviceworker');
    await page.evaluate(
      `navigator.serviceWorker.register('/console/service-worker.js').then(() => navigator.serviceWorker.ready.then(() => true))`,
    );
    worker = await started;
  });

  afterAll(async () => {
    await context.close();
    await new Promise((resolve) => server.close(resolve));
  });

  beforeEach(async () => {
    posted.length = 0;
    linkStatus = 200;
    await worker.evaluate(async () => {
      const { registration } = globalThis as unknown as WorkerGlobals;
      for (const shown of await registration.getNotifications()) shown.close();
    });
  });

  /** Delivers a push as the browser's push service does. */
  async function deliver(data: string): Promise<void> {
    const devTools = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
        if (first) resolve(first.registrationId);
      });
    });
    await devTools.send('ServiceWorker.enable');
    const registrationId = await registered;
    await devTools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    await devTools.detach();
  }

  /** The notifications on the screen, when there are `count` of them. */
  const waitForShown = (count: number) =>
    worker.evaluate(async (wanted) => {
      const { registration } = globalThis as unknown as WorkerGlobals;
      for (let attempt = 0; ; attempt++) {
        const list = await registration.getNotifications();
        if (list.length === wanted || attempt === 1_000) {
          return list.map(({ title, body, actions }) => [title, body, ...actions.map((each) => each.title)]);
        }
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }, count);

  /** Waits until the server has got a request of a button. */
  const waitForPosted = () =>
    waitFor(
      async () => posted.length,
      (count) => count > 0,
    );

  /** Clicks a button of the only notification, or the notification itself, as the browser does. */
  const click = (action: string) =>
    worker.evaluate(async (name) => {
      const scope = globalThis as unknown as WorkerGlobals;
      const [notification] = await scope.registration.getNotifications();
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification, action: name }));
    }, action);

  const message = (change: object = {}) =>
    JSON.stringify({
      title: 'P1 #7 Disk full',
      body: 'Disk full',
      tag: 'alert-7',
      urgent: true,
      path: '/console/alerts/7',
      alertId: '7',
      actions: [
        { action: 'acknowledge', title: 'Acknowledge', url: `${origin}/l/ack` },
        { action: 'close', title: 'Close', url: `${origin}/l/close` },
      ],
      ...change,
    });

  test('a push is shown with its buttons, and a newer one about the same alert replaces it', async () => {
    await deliver(message());
    expect(await waitForShown(1)).toEqual([['P1 #7 Disk full', 'Disk full', 'Acknowledge', 'Close']]);
    await deliver(message({ title: 'Closed: P1 #7', actions: [] }));
    await deliver(message({ title: 'Another alert', tag: 'alert-8', actions: [] }));
    const titles = (await waitForShown(2)).map(([title]) => title);
    expect(titles.toSorted()).toEqual(['Another alert', 'Closed: P1 #7']);
  });

  test.each(['', 'not JSON', '{}', 'null'])('the push %j shows something', async (data) => {
    await deliver(data);
    expect(await waitForShown(1)).toEqual([['Something happened in Tocsin', 'Open Tocsin to see it.']]);
  });

  test('a button posts to its signed link and takes the notification away', async () => {
    await deliver(message());
    await waitForShown(1);
    await click('acknowledge');
    expect(await waitForShown(0)).toEqual([]);
    // The notification is taken away before the request is sent.
    await waitForPosted();
    expect(posted).toEqual(['/l/ack']);
  });

  test('a button that fails says so', async () => {
    linkStatus = 410;
    await deliver(message());
    await waitForShown(1);
    await click('close');
    await waitForPosted();
    expect(posted).toEqual(['/l/close']);
    const [[title] = []] = await waitFor(
      () => waitForShown(1),
      ([shown]) => shown?.[0] !== 'P1 #7 Disk full',
    );
    expect(title).toBe('That did not work. Tap to open the alert.');
  });
});
