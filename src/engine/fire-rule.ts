import type { FiredRule, LedgerRecipient } from '../domain/alerts/ledger.ts';
import type { Flow } from '../domain/alerts/model.ts';
import { ALL_RULES, resolveForwarding } from '../domain/forwarding-rules/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { User } from '../domain/users/model.ts';
import { type Instant, MINUTE } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation } from './evaluation.ts';
import { isAfterRestart } from './notification-policies.ts';
import { getObservedEvents, planRecipient, type UnreachableReason } from './notification-steps.ts';
import { type RecipientRef, resolveUsers } from './recipients.ts';

/** A rule that is to fire: whom it names, for what, and what the log calls it. */
export interface Firing {
  readonly round: number;
  readonly rule: number;
  readonly dueAt: Instant;
  readonly condition: FiredRule['condition'];
  readonly event: AlertEvent;
  readonly recipients: readonly RecipientRef[];
  readonly notifyType: Parameters<typeof resolveUsers>[1];
  /** Subject of the entry on the alert's log; absent: no entry. */
  readonly title?: string;
}

/**
 * The instant at which people are resolved: the rule's due time, also if the pass comes a little late; but after an
 * outage those who are on call now.
 */
export const getResolutionTime = (dueAt: Instant, now: Instant): Instant =>
  now - dueAt < MINUTE ? dueAt : now;

/** What is the same for the same firing, whatever happens in between. */
export const getFiringKey = (
  evaluation: Evaluation,
  flow: Flow,
  { round, rule }: Pick<Firing, 'round' | 'rule'>,
): string => [evaluation.alert.id, flow.key, flow.run, round, rule].join(' ');

/**
 * Fires a rule: finds its people and how each of them wants to be told, and puts both on record. Undefined while
 * something has to be read first. A person without a way to be told goes on the log and holds nobody up.
 */
export function fireRule(evaluation: Evaluation, flow: Flow, firing: Firing): FiredRule | undefined {
  const { alert, now, lookup } = evaluation;
  const at = getResolutionTime(firing.dueAt, now);
  const seed = getFiringKey(evaluation, flow, firing);
  const resolved = firing.recipients.map((party) =>
    resolveUsers(party, firing.notifyType, { alert, at, seed, lookup }),
  );
  const people = applyForwarding(evaluation, flow, new Set(resolved.flatMap((ids) => ids ?? [])), at);
  if (resolved.includes(undefined) || !people) return undefined;

  const told = people.map(({ user, standsInFor }) => {
    // The steps count from the due time, but the user's time of day is that of the resolution.
    const recipient = planRecipient(user, firing.event, alert, at, isAfterRestart(firing.round));
    return typeof recipient === 'string'
      ? { user, standsInFor, problem: recipient }
      : { user, standsInFor, recipient: { ...recipient, startedAt: firing.dueAt } };
  });
  for (const { user, recipient } of told)
    recordRecipient(evaluation, user, recipient !== undefined, firing.dueAt);
  if (firing.title) {
    evaluation.logEntries.push({
      id: derivedId('fired', seed),
      at: firing.dueAt,
      log: `${firing.title} ${describePlans(told)}`,
    });
  }
  return {
    round: firing.round,
    rule: firing.rule,
    firedAt: firing.dueAt,
    condition: firing.condition,
    recipients: told.flatMap(({ recipient }) => (recipient ? [recipient] : [])),
  };
}

/** Somebody to notify, and in whose place. */
interface NotifiedUser {
  readonly user: User;
  readonly standsInFor: readonly User[];
}

/**
 * Who is notified for the users: by the forwarding rules of the instant, somebody else for some. Who no longer exists is
 * left out, and nothing is forwarded to them; of an event, whoever caused it is not told in the place of another.
 * Undefined while something has to be read first.
 */
function applyForwarding(
  { lookup }: Evaluation,
  flow: Flow,
  userIds: ReadonlySet<string>,
  at: Instant,
): readonly NotifiedUser[] | undefined {
  // All of these are asked for at once: as a rule nothing is forwarded.
  const forwarding = lookup.find('forwarding', ALL_RULES);
  const named = [...userIds].map((id) => ({ id, user: lookup.find('user', id) }));
  if (forwarding === undefined) return undefined;
  const people = new Map<string, NotifiedUser>();
  for (const { id, user } of named) {
    const toId = resolveForwarding(forwarding?.rules ?? [], id, at);
    const other = toId === id ? user : lookup.find('user', toId);
    if (user === undefined || other === undefined) continue;
    const to = other ?? user;
    if (!to || (to.id !== id && flow.kind === 'event' && flow.actorUserId === to.id)) continue;
    const before = people.get(to.id)?.standsInFor ?? [];
    people.set(to.id, { user: to, standsInFor: user && to.id !== id ? [...before, user] : before });
  }
  return lookup.getMissing().length > 0 ? undefined : [...people.values()];
}

function recordRecipient(evaluation: Evaluation, user: User, reachable: boolean, at: Instant): void {
  const before = evaluation.recipients.get(user.id);
  evaluation.recipients.set(user.id, {
    state: reachable || before?.state === 'active' ? 'active' : 'notactive',
    method: before?.method ?? '',
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
  });
  const observed = getObservedEvents(user);
  for (const event of ['acknowledged-alert', 'closed-alert', 'add-note'] as const) {
    const watching = evaluation.observers.get(event) ?? new Set();
    if (observed.includes(event)) watching.add(user.id);
    else watching.delete(user.id);
    evaluation.observers.set(event, watching);
  }
}

const PROBLEM_TEXTS: Readonly<Record<UnreachableReason, string>> = {
  'no-rule': 'has no notification rule for it',
  'no-contact': 'has no contact in use for it',
  blocked: 'is blocked',
};

type NotificationPlan = NotifiedUser &
  (
    | { readonly recipient: LedgerRecipient; readonly problem?: never }
    | { readonly problem: UnreachableReason; readonly recipient?: never }
  );

function describePlans(told: readonly NotificationPlan[]): string {
  if (told.length === 0) return 'finds nobody to notify.';
  const names = told.filter(({ recipient }) => recipient).map(getUserLabel);
  const problems = told.flatMap((each) =>
    each.problem ? [`${getUserLabel(each)} ${PROBLEM_TEXTS[each.problem]}`] : [],
  );
  return [...(names.length > 0 ? [`notifies ${names.join(', ')}`] : []), ...problems].join('; ').concat('.');
}

const getUserLabel = ({ user, standsInFor }: NotifiedUser): string =>
  standsInFor.length > 0
    ? `${user.username} (forwarded from ${standsInFor.map(({ username }) => username).join(', ')})`
    : user.username;
