/** What the back end sends (src/senders/templates/web-push.ts). */
interface PushMessage {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly urgent: boolean;
  readonly path: string;
  readonly actions: readonly { readonly action: string; readonly title: string; readonly url: string }[];
}

/** Kept with a notification, for the click on it. */
interface NotificationData {
  readonly path: string;
  /** The signed link of each button. */
  readonly links: Readonly<Record<string, string>>;
}

interface WindowClient {
  readonly url: string;
  readonly focus: () => Promise<WindowClient>;
  readonly navigate: (url: string) => Promise<unknown>;
}

/** A notification on the screen. */
export interface ShownNotification {
  readonly title: string;
  readonly tag: string;
  readonly data: unknown;
  readonly close: () => void;
}

/** A subscription of this browser. */
export interface BrowserSubscription {
  readonly endpoint: string;
  readonly options: { readonly applicationServerKey: ArrayBuffer | null };
  readonly toJSON: () => { readonly endpoint?: string; readonly keys?: Readonly<Record<string, string>> };
}

/**
 * The part of ServiceWorkerGlobalScope that is used here. It is written down, because the types of workers and of pages
 * exclude each other.
 */
export interface PushWorker {
  readonly registration: {
    showNotification(title: string, options: object): Promise<void>;
    readonly pushManager: { subscribe(options: object): Promise<BrowserSubscription> };
  };
  readonly location: { readonly origin: string };
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly fetch: typeof fetch;
}

/** The data of a push event. */
export interface PushData {
  readonly json: () => unknown;
}

/** Shown for a push that cannot be read: a browser ends a subscription whose pushes show nothing. */
const UNREADABLE: PushMessage = {
  title: 'Something happened in Tocsin',
  body: 'Open Tocsin to see it.',
  tag: 'unreadable',
  urgent: true,
  path: '/console/',
  actions: [],
};

function readMessage(data: PushData | null): PushMessage {
  try {
    const message = data?.json() as Partial<PushMessage> | undefined;
    return typeof message?.title === 'string' ? { ...UNREADABLE, ...message } : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

/** Shows a push, whatever is in it. */
export function showPush(worker: PushWorker, data: PushData | null): Promise<void> {
  const { title, body, tag, urgent, path, actions } = readMessage(data);
  const links = Object.fromEntries(actions.map(({ action, url }) => [action, url]));
  return worker.registration.showNotification(title, {
    body,
    tag,
    // A newer notification about the same alert sounds again, although it replaces the one before it.
    renotify: urgent,
    requireInteraction: urgent,
    data: { path, links } satisfies NotificationData,
    actions: actions.map(({ action, title: label }) => ({ action, title: label })),
  });
}

/** Only pages of the console are opened, whatever a payload says. */
function toConsoleUrl({ location }: PushWorker, path: string): string {
  const url = new URL(path, location.origin);
  return url.origin === location.origin && url.pathname.startsWith('/console/')
    ? url.href
    : new URL('/console/', location.origin).href;
}

/** Shows a page of the console, in a window that is open or in a new one. */
async function openConsole(worker: PushWorker, path: string): Promise<void> {
  const url = toConsoleUrl(worker, path);
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.find((each) => new URL(each.url).pathname.startsWith('/console'));
  if (!open) {
    await worker.clients.openWindow(url);
    return;
  }
  const focused = await open.focus();
  // A window that this worker does not control cannot be navigated.
  await focused.navigate(url).catch(() => worker.clients.openWindow(url));
}

/**
 * Handles a click on a notification. A button posts to its signed link, which works without a session; if that fails, the
 * person learns it from a notification that leads to the alert. A click elsewhere opens the console.
 */
export async function handleNotificationClick(
  worker: PushWorker,
  { action, notification }: { readonly action: string; readonly notification: ShownNotification },
): Promise<void> {
  const { path, links } = notification.data as NotificationData;
  const link = links[action];
  notification.close();
  if (link === undefined) return openConsole(worker, path);
  const isDone = await worker.fetch(link, { method: 'POST' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (isDone) return;
  await worker.registration.showNotification('That did not work. Tap to open the alert.', {
    body: notification.title,
    // A tag of its own: closing the other one might take away what has its tag by then.
    tag: `${notification.tag}-failed`,
    data: { path, links: {} } satisfies NotificationData,
  });
}

/** Reads and changes need the session's cookie; a change also needs a header that other sites cannot send. */
async function callApi(worker: PushWorker, method: 'GET' | 'PATCH', path: string, body?: object) {
  const response = await worker.fetch(path, {
    method,
    ...(body && {
      headers: { 'Content-Type': 'application/json', 'X-Tocsin-Console': '1' },
      body: JSON.stringify(body),
    }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}.`);
  return response.json();
}

/**
 * Subscribes again after the browser has ended its subscription, and moves the contact of the signed-in user to the new
 * one. Without a session this fails, and the console does it when it is opened next.
 */
export async function renewSubscription(worker: PushWorker, old: BrowserSubscription | null): Promise<void> {
  const applicationServerKey = old?.options.applicationServerKey;
  if (!old || !applicationServerKey) return;
  const { pushManager } = worker.registration;
  const renewed = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { user } = (await callApi(worker, 'GET', '/web/session')) as { user: { id: string } };
  const contacts = `/web/api/v2/users/${user.id}/contacts`;
  const { data } = (await callApi(worker, 'GET', contacts)) as { data: { id: string; to: string }[] };
  const contact = data.find(({ to }) => to === old.endpoint);
  const { endpoint: to, keys } = renewed.toJSON();
  if (contact) await callApi(worker, 'PATCH', `${contacts}/${contact.id}`, { to, keys });
}
