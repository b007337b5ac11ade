import {
  type BrowserSubscription,
  handleNotificationClick,
  type PushWorker,
  renewSubscription,
  type ShownNotification,
} from '../../web/src/service-worker/push-events.ts';

const ORIGIN = 'https://tocsin.example.com';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A worker whose windows are open at these addresses; `answers` of the back end by path, 401 for others. */
function aWorker({
  windows = [],
  answers = {},
}: {
  readonly windows?: readonly string[];
  readonly answers?: Readonly<Record<string, object>>;
}) {
  const opened: string[] = [];
  const calls: Call[] = [];
  const toWindow = (url: string): Awaited<ReturnType<PushWorker['clients']['matchAll']>>[number] => ({
    url,
    focus: async () => toWindow(url),
    navigate: async (target) => opened.push(`navigated ${target}`),
  });
  const worker = {
    location: { origin: ORIGIN },
    clients: {
      matchAll: async () => windows.map(toWindow),
      openWindow: async (url: string) => opened.push(`opened ${url}`),
    },
    registration: {
      pushManager: {
        subscribe: async () => ({
          toJSON: () => ({ endpoint: 'https://push.example.com/new', keys: { p256dh: 'P', auth: 'A' } }),
        }),
      },
    },
    fetch: async (path: string, { method, headers, body }: RequestInit) => {
      calls.push({
        method: String(method),
        path,
        headers: (headers ?? {}) as Record<string, string>,
        body: body && JSON.parse(String(body)),
      });
      const answer = answers[path];
      return new Response(JSON.stringify(answer ?? {}), { status: answer ? 200 : 401 });
    },
  } as unknown as PushWorker;
  return { worker, opened, calls };
}

const clickOn = (path: string) => ({
  action: '',
  notification: { data: { path, links: {} }, close: () => {} } as unknown as ShownNotification,
});

describe('a tap on a notification', () => {
  test('opens the alert in a new window', async () => {
    const { worker, opened } = aWorker({});
    await handleNotificationClick(worker, clickOn('/console/alerts/7'));
    expect(opened).toEqual([`opened ${ORIGIN}/console/alerts/7`]);
  });

  test('uses a window of the console that is open', async () => {
    const { worker, opened } = aWorker({ windows: [`${ORIGIN}/docs`, `${ORIGIN}/console/on-call`] });
    await handleNotificationClick(worker, clickOn('/console/profile?verify=1&code=123456'));
    expect(opened).toEqual([`navigated ${ORIGIN}/console/profile?verify=1&code=123456`]);
  });

  test.each(['https://evil.example/', '//evil.example/console/', '/l/token', '/console/../l/token'])(
    'never leads to %s',
    async (path) => {
      const { worker, opened } = aWorker({});
      await handleNotificationClick(worker, clickOn(path));
      expect(opened).toEqual([`opened ${ORIGIN}/console/`]);
    },
  );
});

describe('a subscription that the browser has ended', () => {
  const old = {
    endpoint: 'https://push.example.com/old',
    options: { applicationServerKey: new ArrayBuffer(65) },
  } as unknown as BrowserSubscription;
  const contacts = '/web/api/v2/users/jane/contacts';
  const signedIn = {
    '/web/session': { user: { id: 'jane' } },
    [contacts]: {
      data: [
        { id: 'mail', to: 'jane@example.com' },
        { id: 'browser', to: 'https://push.example.com/old' },
      ],
    },
    [`${contacts}/browser`]: {},
  };

  test('is renewed, and the contact moves to the new one', async () => {
    const { worker, calls } = aWorker({ answers: signedIn });
    await renewSubscription(worker, old);
    expect(calls.at(-1)).toEqual({
      method: 'PATCH',
      path: `${contacts}/browser`,
      headers: { 'Content-Type': 'application/json', 'X-Tocsin-Console': '1' },
      body: { to: 'https://push.example.com/new', keys: { p256dh: 'P', auth: 'A' } },
    });
  });

  test('changes nothing if it belongs to no contact', async () => {
    const { worker, calls } = aWorker({ answers: { ...signedIn, [contacts]: { data: [] } } });
    await renewSubscription(worker, old);
    expect(calls.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  test('waits for the console if nobody is signed in', async () => {
    const { worker } = aWorker({});
    await expect(renewSubscription(worker, old)).rejects.toThrow('GET /web/session answered 401.');
  });
});
