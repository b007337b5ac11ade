import { alertIdOfRequest } from '../../src/domain/alerts/ids.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { type Heartbeat, isExpired } from '../../src/domain/heartbeats/model.ts';
import type { Incident } from '../../src/domain/incidents/model.ts';
import type { NotificationRecord } from '../../src/domain/notifications/model.ts';
import type { Item } from '../../src/platform/table.ts';
import type { SecondaryService } from '../secondary-service.ts';
import type { Verdict } from './invariants.ts';

type Say = (ok: boolean, what: () => string) => void;

const isOpen = ({ status }: { readonly status: string }) => status === 'open';

/** Alerts of the account by alias, in the order in which they came. */
const listAlertVersions = (items: readonly Item[]): ReadonlyMap<string, readonly Alert[]> =>
  Map.groupBy(
    items
      .filter(({ sk }) => sk === 'STATE#ALERT')
      .map((item) => item as unknown as Alert)
      .sort((a, b) => a.createdAt - b.createdAt),
    ({ alias }) => alias,
  );

/**
 * Judges what is left when nothing more is to happen. `redriven`: messages lay in a dead-letter queue meanwhile, so that
 * what they were to do was overtaken by what came after them.
 */
export async function judgeSecondary(
  service: SecondaryService,
  redriven: boolean,
): Promise<Verdict & { readonly end: object }> {
  const items = (await service.stored.items()).filter(({ pk }) => pk.startsWith(`A#${service.accountId}#`));
  const broken: string[] = [];
  const say: Say = (ok, what) => {
    if (!ok) broken.push(what());
  };
  const alerts = listAlertVersions(items);
  const incidents = items.filter(({ sk }) => sk === 'STATE#INCIDENT') as unknown as readonly Incident[];
  const outcomes = new Set(items.filter(({ sk }) => sk === 'REQUEST').map(({ requestId }) => requestId));
  const created = new Set([...alerts.values()].flat().map(({ id }) => id));
  const hasOutcome = (requestId: string) =>
    outcomes.has(requestId) || created.has(alertIdOfRequest(service.accountId, requestId));

  for (const [name, queue] of Object.entries(service.queues)) {
    say(queue.waiting().length === 0, () => `1: messages wait in ${name}`);
    say(queue.dead().length === 0, () => `1: messages lie in the dead-letter queue of ${name}`);
  }
  // A ping is done when it is answered; all else has an outcome.
  const queued = new Set([
    ...service.queues.alertActions.accepted().map(({ deduplicationId }) => deduplicationId),
    ...service.queues.incidentActions.accepted().map(({ deduplicationId }) => deduplicationId),
  ]);
  const lost = service.accepted.filter((id) => queued.has(id) && !hasOutcome(id));
  for (const id of lost) broken.push(`1: request ${id} was accepted and is lost`);
  for (const twin of service.stored.twins) broken.push(`2: two open alerts of ${twin}`);

  heartbeat(service, items, alerts, redriven, say);
  incident(incidents, alerts, redriven, say);
  webhooks(service, alerts, redriven, say);
  const records = stakeholders(service, items, say);
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
  say: Say,
): void {
  const [found] = items.filter(({ pk }) => pk.endsWith('#HEARTBEAT')) as unknown as readonly Heartbeat[];
  const raised = alerts.get('heartbeat_backup') ?? [];
  const expired = found !== undefined && isExpired(found, service.simulation.now());
  say(raised.filter(isOpen).length === (expired ? 1 : 0), () =>
    expired ? 'heartbeat: it expired and no alert is open' : 'heartbeat: it was pinged and its alert is open',
  );
  for (const { count } of raised) {
    say(count === 1 || redriven, () => `heartbeat: its alert was raised ${count} times`);
  }
}

/** One incident of the rule, with one alert for its responder, which is closed with it. */
function incident(
  incidents: readonly Incident[],
  alerts: ReadonlyMap<string, readonly Alert[]>,
  redriven: boolean,
  say: Say,
): void {
  const tools = [...alerts].filter(([alias]) => !/^(heartbeat|incident)_/.test(alias));
  say(tools.length === 0 || incidents.length === 1, () => `incident: ${incidents.length} of one rule`);
  for (const { id, status } of incidents) {
    const raised = [...alerts].flatMap(([alias, all]) => (alias.startsWith(`incident_${id}_`) ? all : []));
    // Of an incident that was over before nobody is paged any more.
    const isLate = redriven && status !== 'open' && raised.length === 0;
    say(raised.length === 1 || isLate, () => `incident: ${raised.length} alerts for one responder`);
    for (const alert of raised) {
      say(alert.count === 1, () => `incident: its alert was raised ${alert.count} times`);
      // What opens an alert may come out of a dead-letter queue after what was to close it.
      const isBelated = redriven && isOpen(alert);
      say(
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
  say: Say,
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
    say(
      notified.join() === expected.join(),
      () => `webhook: of ${alias} it got ${notified.join() || 'nothing'}`,
    );
  }
}

/** At most once, and what was not sent is a dead letter. */
function stakeholders(
  service: SecondaryService,
  items: readonly Item[],
  say: Say,
): readonly NotificationRecord[] {
  const records = items.filter(
    ({ pk, sk }) => pk.includes('#INCIDENT#') && sk.startsWith('NOTIFICATION#'),
  ) as unknown as readonly NotificationRecord[];
  const asked = new Set(service.queues.stakeholders.accepted().map(({ deduplicationId }) => deduplicationId));
  const known = new Set(records.map(({ notificationId }) => notificationId));
  for (const id of asked) say(known.has(id), () => `4: a stakeholder's e-mail ${id} has no record`);
  const twice = service.deliveries.map(({ notificationId }) => notificationId);
  say(new Set(twice).size === twice.length, () => '4: a stakeholder was notified twice');
  for (const { notificationId, state } of records) {
    const isDeadLettered = service.deadLetters.has(notificationId);
    // A function that hung for minutes may send what was dead-lettered in the meantime, and records it as sent.
    const isBoth = state === 'sent' && service.stalled();
    say(
      (state === 'sent') !== isDeadLettered || isBoth,
      () => `4: a stakeholder's e-mail is ${state}, dead-lettered: ${isDeadLettered}`,
    );
  }
  const sent = records.filter(({ state }) => state === 'sent').length;
  say(sent <= twice.length, () => `4: ${sent} e-mails count as sent, ${twice.length} were`);
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
