import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import webPush from 'web-push';
import { waitFor } from '../../simulator/local-service.ts';
import { pushSubscription } from '../../src/domain/users/contact-address.ts';
import { toTopic, webPushProvider } from '../../src/senders/channels/web-push.ts';
import { type Firefox, startFirefox } from './firefox.ts';
import { describeWith, retryOnce } from './programs.ts';
import { type PushService, startPushService } from './push-service.ts';

/** Reports to the page the notifications that the worker shows: without a screen, Firefox has no list of notifications. */
const REPORT_SHOWN = `
  const { prototype } = ServiceWorkerRegistration;
  prototype.showNotification = async (title, { body, tag }) =>
    new BroadcastChannel('shown').postMessage([title, body, tag]);
`;

/** The whole way of a push: our sender encrypts it, a push service delivers it, Firefox decrypts it, our worker shows it. */
describeWith(['firefox-esr', 'firefox'], 'Web push in Firefox', (program) => {
  let server: Server;
  let origin: string;
  let pushService: PushService;
  let firefox: Firefox;
  /** The browser keeps a subscription with its key. */
  const keys = webPush.generateVAPIDKeys();
  retryOnce();

  beforeAll(async () => {
    const built = await build({
      entryPoints: ['web/src/service-worker/service-worker.ts'],
      bundle: true,
      format: 'iife',
      write: false,
      define: { __SHELL_FILES__: JSON.stringify({ release: 'test', files: [], page: '', pageHash: '' }) },
    });
    const script = built.outputFiles[0]?.text ?? '';
    server = createServer((request, response) => {
      const isScript = request.url === '/console/service-worker.js';
      response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
      response.end(isScript ? REPORT_SHOWN + script : '<!doctype html><title>Console</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    pushService = await startPushService();
    firefox = await startFirefox(program, {
      'dom.push.serverURL': pushService.url,
      'dom.push.testing.allowInsecureServerURL': true,
      'dom.push.connection.enabled': true,
      'permissions.default.desktop-notification': 1,
    });
  });

  afterAll(async () => {
    await firefox?.stop();
    await pushService?.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  test("it subscribes with the account's key and shows the notification that the sender encrypted", async () => {
    const before = pushService.received.length;
    await firefox.open(`${origin}/console/`);
    const subscription = JSON.parse(
      await firefox.evaluate(`(async () => {
        globalThis.shown = new Promise((resolve) => {
          new BroadcastChannel('shown').onmessage = ({ data }) => resolve(JSON.stringify(data));
        });
        const { serviceWorker } = navigator;
        await serviceWorker.register('/console/service-worker.js', { scope: '/console/' });
        const { pushManager } = await serviceWorker.ready;
        const applicationServerKey = ${JSON.stringify(keys.publicKey)};
        const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
        return JSON.stringify(subscription);
      })()`),
    ) as { endpoint: string; keys: { p256dh: string; auth: string } };
    const parsed = pushSubscription(
      subscription.endpoint,
      { id: 'firefox', credentials: subscription.keys },
      true,
    );
    const send = webPushProvider({
      keys: async () => keys,
      subject: 'https://tocsin.example.com',
      options: { timeoutMs: 30_000, allowPrivate: true },
      retireDevice: async () => {},
    });
    await send({
      subscription: parsed!,
      accountId: 'acme',
      userId: 'jane',
      topic: toTopic('acme', '7'),
      ttlSeconds: 3_600,
      urgency: 'high',
      content: {
        title: 'P1 #7 Disk full',
        body: 'Disk full · db-3',
        tag: 'alert-7',
        urgent: true,
        path: '/console/alerts/7',
        actions: [{ action: 'acknowledge', title: 'Acknowledge', url: `${origin}/l/ack` }],
      },
    });
    expect(pushService.received.slice(before)).toMatchObject([
      { ttl: '3600', urgency: 'high', encoding: 'aes128gcm', topic: toTopic('acme', '7') },
    ]);
    const shown = await firefox.evaluate('globalThis.shown');
    const [acknowledged] = await waitFor(
      async () => pushService.acknowledged.slice(before),
      ({ length }) => length > 0,
    );
    expect(acknowledged).toBe(100);
    expect(JSON.parse(shown)).toEqual(['P1 #7 Disk full', 'Disk full · db-3', 'alert-7']);
  });
});
