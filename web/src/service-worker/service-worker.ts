import {
  type BrowserSubscription,
  handleNotificationClick,
  type PushData,
  type PushWorker,
  renewSubscription,
  type ShownNotification,
  showPush,
} from './push-events.ts';
import {
  answerFromShell,
  type CacheWorker,
  cacheShell,
  deleteOldShells,
  type ShellFiles,
} from './shell-cache.ts';

/** The service worker of the console: it keeps the files of the release, and shows pushes when no page is open. */

/** The build puts the list of files in the place of this name. */
declare const __SHELL_FILES__: ShellFiles;

interface WorkerEvent {
  readonly waitUntil: (work: Promise<unknown>) => void;
}

type Listener<Event> = (event: WorkerEvent & Event) => void;

interface FetchEvent {
  readonly request: Request;
  readonly respondWith: (response: Promise<Response>) => void;
}

interface WorkerScope extends Omit<PushWorker, 'clients'>, CacheWorker {
  readonly clients: PushWorker['clients'] & { claim(): Promise<void> };
  readonly location: PushWorker['location'];
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: Listener<object>): void;
  addEventListener(type: 'fetch', listener: Listener<FetchEvent>): void;
  addEventListener(type: 'push', listener: Listener<{ readonly data: PushData | null }>): void;
  addEventListener(
    type: 'notificationclick',
    listener: Listener<{ readonly action: string; readonly notification: ShownNotification }>,
  ): void;
  addEventListener(
    type: 'pushsubscriptionchange',
    listener: Listener<{ readonly oldSubscription?: BrowserSubscription | null }>,
  ): void;
}

const worker = globalThis as unknown as WorkerScope;

// A new release takes over at once: a tab of the console is open for days. Pages that are open keep what they have loaded.
worker.addEventListener('install', (event) =>
  event.waitUntil(cacheShell(worker, __SHELL_FILES__).then(() => worker.skipWaiting())),
);

worker.addEventListener('activate', (event) =>
  event.waitUntil(deleteOldShells(worker, __SHELL_FILES__).then(() => worker.clients.claim())),
);

worker.addEventListener('fetch', (event) => {
  const response = answerFromShell(worker, __SHELL_FILES__, event.request);
  if (response) event.respondWith(response);
});

worker.addEventListener('push', (event) => event.waitUntil(showPush(worker, event.data)));

worker.addEventListener('notificationclick', (event) =>
  event.waitUntil(handleNotificationClick(worker, event)),
);

worker.addEventListener('pushsubscriptionchange', (event) =>
  event.waitUntil(renewSubscription(worker, event.oldSubscription ?? null)),
);
