import type { AlertActionMessage } from '../../src/domain/alerts/action.ts';
import { getCancellationReason } from '../../src/domain/alerts/cancellation.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import {
  type AlertRequestStatus,
  findAlertRequestStatus,
} from '../../src/domain/alerts/store/request-status.ts';
import type { NotificationRecord, NotificationRequest } from '../../src/domain/notifications/model.ts';
import { type Instant, MINUTE, SECOND } from '../../src/platform/clock.ts';
import type { Item } from '../../src/platform/table.ts';
import type { SimulatedService } from '../service.ts';
import { listAlerts, listDuplicateLogItems } from '../stored-alerts.ts';

/** How long a sender may have known what it knew of the alert when its provider takes the message. */
const SENDERS_VIEW = 31 * SECOND;
/** The same of a sender that hung for minutes and then went on. */
const STALLED_VIEW = 5 * MINUTE;

/** What lies still for longer than this has been forgotten. */
const RECONCILED_WITHIN = 3 * MINUTE;

export interface Figures {
  /** Requests to create an alert that were answered with 202. */
  readonly sentIn: number;
  readonly applied: number;
  readonly deadLetters: number;
  readonly lost: number;
  readonly due: number;
  readonly sent: number;
  readonly duplicated: number;
  /** Not sent, and on the log and dead-lettered. */
  readonly failed: number;
  /** Milliseconds from when each notification was due until its provider had it. */
  readonly lateness: readonly number[];
}

export interface InvariantReport {
  /** What does not hold; empty where all is well. */
  readonly broken: readonly string[];
  readonly figures: Figures;
}

type Stored = readonly Item[];

const countMatching = <T>(all: readonly T[], which: (each: T) => boolean) => all.filter(which).length;

/** Judges a service in which nothing more is to happen by the invariants of the design. */
export async function checkInvariants(
  service: SimulatedService,
  deadLettersBefore: ReadonlySet<string>,
): Promise<InvariantReport> {
  const items = (await service.stored.items()).filter(({ pk }) => pk.startsWith(`A#${service.accountId}#`));
  const broken: string[] = [];
  const check = (ok: boolean, what: () => string) => {
    if (!ok) broken.push(what());
  };
  const messages = service.queue.accepted().map(({ body }) => JSON.parse(body) as AlertActionMessage);
  const outcomes = await readOutcomes(service, messages);
  const isDeadLettered = (requestId: string) =>
    service.queue.dead().some(({ deduplicationId }) => deduplicationId === requestId);

  const lost = service.accepted.filter(
    ({ requestId }) => !outcomes.has(requestId) && !isDeadLettered(requestId),
  );
  for (const { method, path } of lost) broken.push(`1: ${method} ${path} was accepted and is lost`);
  check(
    service.queue.waiting().length === 0,
    () => `1: ${service.queue.waiting().length} messages still wait`,
  );
  // Of an alert that was never written nobody reads what a process wrote on its log before it died.
  const written = new Set(service.stored.versions.map(({ alertId }) => alertId));
  const readable = items.filter(({ pk }) => !pk.includes('#ALERT#') || written.has(parseAlertKey(pk)));
  appliedOnce(
    service.accountId,
    readable,
    messages,
    outcomes,
    (requestId) => deadLettersBefore.has(requestId) || service.stalled('AlertWorker'),
    check,
  );
  for (const conflict of service.stored.aliasConflicts) broken.push(`2: two open alerts of ${conflict}`);
  const requests = new Map(service.handedOut.map(({ request }) => [request.notificationId, request]));
  const failed = notifications(service, items, requests, check);
  nothingLeft(service, items, check);

  const creates = new Set(
    messages.filter(({ action }) => action.type === 'Create').map((each) => each.requestId),
  );
  const sentIn = service.accepted.filter(({ requestId }) => creates.has(requestId));
  const delivered = new Set(service.deliveries.map(({ notificationId }) => notificationId));
  return {
    broken,
    figures: {
      sentIn: sentIn.length,
      applied: countMatching(sentIn, ({ requestId }) => outcomes.get(requestId)?.success === true),
      deadLetters: countMatching(sentIn, ({ requestId }) => deadLettersBefore.has(requestId)),
      lost: countMatching(lost, ({ requestId }) => creates.has(requestId)),
      due: requests.size,
      sent: delivered.size,
      duplicated: service.deliveries.length - delivered.size,
      failed,
      lateness: service.deliveries.map(
        ({ at, notificationId }) => at - (requests.get(notificationId)?.dueAt ?? at),
      ),
    },
  };
}

/** The status of each request, as the API shows it. */
async function readOutcomes(
  { stored, accountId, accepted, simulation }: SimulatedService,
  messages: readonly AlertActionMessage[],
): Promise<ReadonlyMap<string, AlertRequestStatus>> {
  const ids = [...new Set([...messages, ...accepted].map(({ requestId }) => requestId))];
  const statuses = await Promise.all(
    ids.map((id) => findAlertRequestStatus(stored.table, accountId, id, simulation.now())),
  );
  return new Map(statuses.flatMap((status) => (status ? [[status.requestId, status]] : [])));
}

type Check = (ok: boolean, what: () => string) => void;

const parseAlertKey = (pk: string): string => pk.slice(pk.indexOf('#ALERT#') + '#ALERT#'.length);

const alertsIn = (items: Stored): readonly Alert[] => {
  const gone = new Set(items.filter(({ sk }) => sk === 'STATE#DELETED').map(({ pk }) => pk));
  return listAlerts(items.filter(({ pk }) => !gone.has(pk)));
};

/** What was applied was applied once, to one alert. */
function appliedOnce(
  accountId: string,
  items: Stored,
  messages: readonly AlertActionMessage[],
  outcomes: ReadonlyMap<string, AlertRequestStatus>,
  mayBeOnTwoLogs: (requestId: string) => boolean,
  check: Check,
): void {
  const alerts = alertsIn(items);
  const entries = [
    ...items.filter(({ sk }) => sk.startsWith('LOG#') || sk.startsWith('NOTE#')),
    ...listDuplicateLogItems(accountId, items),
  ];
  const applied = messages.filter(({ requestId }) => outcomes.get(requestId)?.success);
  for (const alert of alerts) {
    const mine = applied.filter(({ requestId }) => outcomes.get(requestId)?.alertId === alert.id);
    const creates = countMatching(mine, ({ action }) => action.type === 'Create');
    check(
      alert.count === creates,
      () => `1: ${alert.alias} was created ${creates} times and counts ${alert.count}`,
    );
    for (const { requestId, action } of mine) {
      const of = entries.filter(({ sk }) => sk.includes(requestId));
      check(of.length > 0, () => `1: ${action.type} was applied and is not on the log of ${alert.alias}`);
      check(
        // An attempt that died, or hung beside the next one, may have left a line on the log of an alert that was closed
        // meanwhile. The next one removes it where it knows of that alert.
        mayBeOnTwoLogs(requestId) || of.every(({ pk }) => pk.endsWith(alert.id)),
        () => `1: ${action.type} is on the log of two alerts`,
      );
      const notes = countMatching(of, ({ sk }) => sk.startsWith('NOTE#'));
      check(notes <= 1, () => `1: one note was added ${notes} times`);
    }
  }
}

/** Nothing was sent twice, early or after it was cancelled; every unsent notification is on the log and dead-lettered. Returns their number. */
function notifications(
  service: SimulatedService,
  items: Stored,
  requests: ReadonlyMap<string, NotificationRequest>,
  check: Check,
): number {
  const records = new Map(
    items
      .filter(({ sk }) => sk.startsWith('NOTIFICATION#'))
      .map((item) => [String(item.notificationId), item as unknown as NotificationRecord]),
  );
  const lastAlerts = new Map(service.stored.versions.map((version) => [version.alertId, version.alert]));
  const logged = (id: string) => items.some(({ sk }) => sk.startsWith('LOG#') && sk.includes(id));
  const seen = new Set<string>();
  const stalled = service.stalled();

  for (const { at, notificationId } of service.deliveries) {
    const request = requests.get(notificationId);
    if (!request) continue;
    const what = () => `${request.channel} to ${request.userId} about ${request.event}`;
    check(!seen.has(notificationId), () => `4: ${what()} was sent twice`);
    seen.add(notificationId);
    check(at >= request.dueAt, () => `4: ${what()} was sent early`);
    const since = findCancelledSince(service, request, at);
    const view = stalled ? STALLED_VIEW : SENDERS_VIEW;
    check(
      since === undefined || (request.dueAt <= since && at - since <= view),
      () => `3: ${what()} was sent ${at - (since ?? 0)} ms after it was cancelled`,
    );
  }

  possibleRepeats(requests, records, { lastAlerts, stalled }, check);

  let failed = 0;
  for (const [id, request] of requests) {
    const what = () => `${request.channel} to ${request.userId} about ${request.event}`;
    const alert = lastAlerts.get(request.alertId);
    if (!alert) continue;
    const state = records.get(id)?.state;
    const wasSent = seen.has(id);
    const mayBeOpen = getCancellationReason(alert, request) !== undefined;
    switch (state) {
      case 'sent':
        check(wasSent, () => `4: ${what()} counts as sent and was not`);
        break;
      case 'cancelled':
        check(!wasSent, () => `4: ${what()} was sent and counts as cancelled`);
        break;
      case 'rejected':
      case 'undelivered':
      case 'unknown':
        failed++;
        check(state === 'unknown' || !wasSent, () => `4: ${what()} was sent and counts as ${state}`);
        // It hung for minutes, and when it came to its end nobody was to be notified any more.
        if (stalled && mayBeOpen) break;
        check(logged(id), () => `4: that ${what()} is ${state} is not on the log`);
        check(service.deadLetters.has(id), () => `4: ${what()}, ${state}, is not a dead letter`);
        break;
      default:
        check(mayBeOpen, () => `4: ${what()} was handed out and is ${state ?? 'untouched'}`);
    }
  }
  return failed;
}

/**
 * The exception of invariant 4: if the outcome of a person's last contact method is unknown, and nothing was sent to them,
 * one more notification is sent, marked as a possible repeat.
 */
function possibleRepeats(
  requests: ReadonlyMap<string, NotificationRequest>,
  records: ReadonlyMap<string, NotificationRecord>,
  {
    lastAlerts,
    stalled,
  }: {
    readonly lastAlerts: ReadonlyMap<string, Alert | undefined>;
    readonly stalled: boolean;
  },
  check: Check,
): void {
  const findState = (id: string) => records.get(id)?.state;
  const persons = Map.groupBy(requests.values(), ({ alertId, flowKey, flowRun, userId, event }) =>
    [alertId, flowKey, flowRun, userId, event].join(' '),
  );
  for (const [person, all] of persons) {
    const repeats = all.filter(({ repeatOf }) => repeatOf !== undefined);
    for (const { repeatOf = '' } of repeats) {
      const original = requests.get(repeatOf);
      // A sender that hung for minutes may have recorded its success after the repeat was planned.
      const isUncertain = findState(repeatOf) === 'unknown' || (stalled && findState(repeatOf) === 'sent');
      check(isUncertain, () => `4: ${person} got a repeat of a notification that is ${findState(repeatOf)}`);
      check(original?.repeatOf === undefined, () => `4: ${person} got a repeat of a repeat`);
      const repeatsOfOne = repeats.filter((each) => each.repeatOf === repeatOf);
      check(
        repeatsOfOne.length === 1,
        () => `4: ${person} got ${repeatsOfOne.length} repeats of one notification`,
      );
    }
    const uncertain = all.filter(
      ({ notificationId, repeatOf }) => !repeatOf && findState(notificationId) === 'unknown',
    );
    const isReached = all.some(({ notificationId }) => findState(notificationId) === 'sent');
    const isStillDue = uncertain.some(
      (request) => getCancellationReason(lastAlerts.get(request.alertId), request) === undefined,
    );
    check(
      uncertain.length === 0 || isReached || !isStillDue || repeats.length > 0,
      () => `4: nobody knows whether ${person} was notified, and there was no repeat`,
    );
  }
}

/** Since when the notification was cancelled without a break, at that instant; undefined where it was not. */
function findCancelledSince(
  service: SimulatedService,
  request: NotificationRequest,
  at: Instant,
): Instant | undefined {
  let since: Instant | undefined;
  for (const version of service.stored.versions) {
    if (version.alertId !== request.alertId || version.at > at) continue;
    const isCancelled = getCancellationReason(version.alert, request) !== undefined;
    since = isCancelled ? (since ?? version.at) : undefined;
  }
  return since;
}

/** No ledger is overdue, and no execution works on what is over. */
function nothingLeft(service: SimulatedService, items: Stored, check: Check): void {
  const now = service.simulation.now();
  for (const { dueAt } of items.filter(({ sk }) => sk === 'STATE#LEDGER')) {
    const overdue = typeof dueAt === 'number' ? now - dueAt : 0;
    check(overdue <= RECONCILED_WITHIN, () => `an escalation has been lying still for ${overdue} ms`);
  }
}
