import { alertIdOfRequest } from '../../src/domain/alerts/ids.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { type Heartbeat, isExpired } from '../../src/domain/heartbeats/model.ts';
import type { Incident } from '../../src/domain/incidents/model.ts';
import type { NotificationRecord } from '../../src/domain/notifications/model.ts';
import type { Item } from '../../src/platform/table.ts';
import type { SecondaryService } from '../secondary-service.ts';
import { listAlerts } from '../stored-alerts.ts';
import type { InvariantReport } from './invariants.ts';

type Check = (ok: boolean, what: () => string) => void;

const isOpen = ({ status }: { readonly status: string }) => status === 'open';

/** Alerts of the account by alias, in the order in which they came. */
const listAlertVersions = (items: readonly Item[]): ReadonlyMap<string, readonly Alert[]> =>
  Map.groupBy(
    listAlerts(items).toSorted((a, b) => a.createdAt - b.createdAt),
    ({ alias }) => alias,
  );

/**
 * Judges what is left when nothing more is to happen. `redriven`: messages lay in a dead-letter queue meanwhile, so that
 * what they were to do was overtaken by what came after them.
 */
export async function checkSecondaryInvariants(
  service: SecondaryService,
  redriven: boolean,
): Promise<InvariantReport & { readonly end: object }> {
  const items = (await service.stored.items()).filter(({ pk }) => pk.startsWith(`A#${service.accountId}#`));
  const broken: string[] = [];
  const check: Check = (ok, what) => {
    if (!ok) broken.push(what());
  };
  const alerts = listAlertVersions(items);
  const incidents = items.filter(({ sk }) => sk === 'STATE#INCIDENT') as unknown as readonly Incident[];
  const outcomes = new Set(items.filter(({ sk }) => sk === 'REQUEST').map(({ requestId }) => requestId));
  const created = new Set([...alerts.values()].flat().map(({ id }) => id));
  const hasOutcome = (requestId: string) =>
    outcomes.has(requestId) || created.has(alertIdOfRequest(service.accountId, requestId));

  for (const [name, queue] of Object.entries(service.queues)) {
    check(queue.waiting().length === 0, () => `1: messages wait in ${name}`);
    check(queue.dead().length === 0, () => `1: messages lie in the dead-letter queue of ${name}`);
  }
  // A ping is done when it is answered; all else has an outcome.
  const queued = new Set([
    ...service.queues.alertActions.accepted().map(({ deduplicationId }) => deduplicationId),
    ...service.queues.incidentActions.accepted().map(({ deduplicationId }) => deduplicationId),
  ]);
  const lost = service.accepted.filter((id) => queued.has(id) && !hasOutcome(id));
  for (const id of lost) broken.push(`1: request ${id} was accepted and is lost`);
  for (const conflict of service.stored.aliasConflicts) broken.push(`2: two open alerts of ${conflict}`);

  heartbeat(service, items, alerts, redriven, check);
  incident(incidents, alerts, redriven, check);
  webhooks(service, alerts, redriven, check);
  const records = stakeholders(service, items, check);
  const delivered = new Set(service.deliveries.map(({ notificationId }) => notificationId));
  const sentIn = service.accepted.filter((id) => queued.has(id));
  return {
    broken,
    end: readEndState(alerts, incidents, records.length),
    figures: {
      sentIn: sentIn.length,
      applied: sentIn.length - lost.length,
      deadLetters: 0,
      lost: lost.length,
      due: records.length,
      sent: delivered.size,
      duplicated: service.deliveries.length - delivered.size,
      failed: records.filter(({ state }) => state !== 'sent').length,
      lateness: [],
    },
  };
}

/** Each expiry raises one alert, once, and a ping closes it. */
function heartbeat(
  service: SecondaryService,
  items: readonly Item[],
  alerts: ReadonlyMap<string, readonly Alert[]>,
  redriven: boolean,
  check: Check,
): void {
  const [found] = items.filter(({ pk }) => pk.endsWith('#HEARTBEAT')) as unknown as readonly Heartbeat[];
  const raised = alerts.get('heartbeat_backup') ?? [];
  const expired = found !== undefined && isExpired(found, service.simulation.now());
  check(raised.filter(isOpen).length === (expired ? 1 : 0), () =>
    expired ? 'heartbeat: it expired and no alert is open' : 'heartbeat: it was pinged and its alert is open',
  );
  for (const { count } of raised) {
    check(count === 1 || redriven, () => `heartbeat: its alert was raised ${count} times`);
  }
}

/** One incident of the rule, with one alert for its responder, which is closed with it. */
function incident(
  incidents: readonly Incident[],
  alerts: ReadonlyMap<string, readonly Alert[]>,
  redriven: boolean,
  check: Check,
): void {
  const tools = [...alerts].filter(([alias]) => !/^(heartbeat|incident)_/.test(alias));
  check(tools.length === 0 || incidents.length === 1, () => `incident: ${incidents.length} of one rule`);
  for (const { id, status } of incidents) {
    const raised = [...alerts].flatMap(([alias, all]) => (alias.startsWith(`incident_${id}_`) ? all : []));
    // Of an incident that was over before nobody is paged any more.
    const isLate = redriven && status !== 'open' && raised.length === 0;
    check(raised.length === 1 || isLate, () => `incident: ${raised.length} alerts for one responder`);
    for (const alert of raised) {
      check(alert.count === 1, () => `incident: its alert was raised ${alert.count} times`);
      // What opens an alert may come out of a dead-letter queue after what was to close it.
      const isBelated = redriven && isOpen(alert);
      check(
        isOpen(alert) === (status === 'open') || isBelated,
        () => `incident: it is ${status}, its alert ${alert.status}`,
      );
    }
  }
}

/** The receiver has had each event at least once, and for the first time in the order in which they happened. */
function webhooks(
  service: SecondaryService,
  alerts: ReadonlyMap<string, readonly Alert[]>,
  redriven: boolean,
  check: Check,
): void {
  for (const { id, alias, status } of [...alerts.values()].flat()) {
    const first = new Map(
      service.posted
        .filter(({ alertId }) => alertId === id)
        .toReversed()
        .map(({ eventId, action }) => [eventId, action]),
    );
    const actions = [...first.values()].toReversed();
    const expected = status === 'closed' ? ['Create', 'Close'] : ['Create'];
    const notified = actions.filter((action) => action === 'Create' || action === 'Close');
    if (redriven) notified.sort((a, b) => b.localeCompare(a));
    check(
      notified.join() === expected.join(),
      () => `webhook: of ${alias} it got ${notified.join() || 'nothing'}`,
    );
  }
}

/** At most once, and what was not sent is a dead letter. */
function stakeholders(
  service: SecondaryService,
  items: readonly Item[],
  check: Check,
): readonly NotificationRecord[] {
  const records = items.filter(
    ({ pk, sk }) => pk.includes('#INCIDENT#') && sk.startsWith('NOTIFICATION#'),
  ) as unknown as readonly NotificationRecord[];
  const asked = new Set(service.queues.stakeholders.accepted().map(({ deduplicationId }) => deduplicationId));
  const known = new Set(records.map(({ notificationId }) => notificationId));
  for (const id of asked) check(known.has(id), () => `4: a stakeholder's e-mail ${id} has no record`);
  const twice = service.deliveries.map(({ notificationId }) => notificationId);
  check(new Set(twice).size === twice.length, () => '4: a stakeholder was notified twice');
  for (const { notificationId, state } of records) {
    const isDeadLettered = service.deadLetters.has(notificationId);
    // A function that hung for minutes may send what was dead-lettered in the meantime, and records it as sent.
    const isBoth = state === 'sent' && service.stalled();
    check(
      (state === 'sent') !== isDeadLettered || isBoth,
      () => `4: a stakeholder's e-mail is ${state}, dead-lettered: ${isDeadLettered}`,
    );
  }
  const sent = records.filter(({ state }) => state === 'sent').length;
  check(sent <= twice.length, () => `4: ${sent} e-mails count as sent, ${twice.length} were`);
  return records;
}

const readEndState = (
  alerts: ReadonlyMap<string, readonly Alert[]>,
  incidents: readonly Incident[],
  stakeholdersNotified: number,
): object => ({
  alerts: [...alerts]
    .map(([alias, all]) => [alias.replace(/_[0-9a-f-]{36}/g, ''), all.map(({ status }) => status)] as const)
    .sort(([a], [b]) => a.localeCompare(b)),
  incidents: incidents.map(({ message, status }) => ({ message, status })),
  stakeholdersNotified,
});
