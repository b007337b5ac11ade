import {
  type BrowserSubscription,
  handleNotificationClick,
  type PushData,
  type PushWorker,
  renewSubscription,
  type ShownNotification,
  showPush,
} from './push-events.ts';

/** The service worker of the console: it shows pushes when no page is open. */

interface WorkerEvent {
  readonly waitUntil: (work: Promise<unknown>) => void;
}

type Listener<Event> = (event: WorkerEvent & Event) => void;

interface WorkerScope extends PushWorker {
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

worker.addEventListener('push', (event) => event.waitUntil(showPush(worker, event.data)));

worker.addEventListener('notificationclick', (event) =>
  event.waitUntil(handleNotificationClick(worker, event)),
);

worker.addEventListener('pushsubscriptionchange', (event) =>
  event.waitUntil(renewSubscription(worker, event.oldSubscription ?? null)),
);
