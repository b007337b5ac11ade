import type { FiredRule, FlowLedger, LedgerRecipient } from '../domain/alerts/ledger.ts';
import type { Flow } from '../domain/alerts/model.ts';
import type { NotifyType } from '../domain/escalations/model.ts';
import { ALL_RULES, resolveForwarding } from '../domain/forwarding-rules/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { UnreachableReason } from '../domain/notifications/reasons.ts';
import type { User } from '../domain/users/model.ts';
import { type Instant, MINUTE } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import { startBranches } from './branches.ts';
import type { Evaluation } from './evaluation.ts';
import { isAfterRestart } from './notification-policies.ts';
import { getObservedEvents, planRecipient } from './notification-steps.ts';
import { combineResolutions, type RecipientRef, resolveRecipient } from './recipients.ts';

/** A rule that is about to fire. A flow without an escalation fires rule 0. */
export interface Firing {
  /** Number of the round over all restarts, see `getRoundNumber`. */
  readonly round: number;
  readonly rule: number;
  /** The number of the branch whose rule it is; absent: a rule of the flow itself. */
  readonly branch?: number;
  /** The ids of the escalations that led to it, the outermost first. */
  readonly path: readonly string[];
  readonly dueAt: Instant;
  readonly condition: FiredRule['condition'];
  readonly event: AlertEvent;
  readonly recipients: readonly RecipientRef[];
  readonly notifyType: NotifyType;
  /** Subject of the log entry; absent: no entry. */
  readonly title?: string;
}

/**
 * The instant for which recipients are resolved: the due time of the rule, even if the evaluation is slightly late. After
 * an outage it is now, so that the people on call now are notified.
 */
export const getResolutionTime = (dueAt: Instant, now: Instant): Instant =>
  now - dueAt < MINUTE ? dueAt : now;

/** Identifies the firing: the same for every evaluation that fires it again. */
export const getFiringKey = (
  evaluation: Evaluation,
  flow: Flow,
  { round, rule, branch }: Pick<Firing, 'round' | 'rule' | 'branch'>,
): string =>
  [
    evaluation.alert.id,
    flow.key,
    flow.run,
    round,
    rule,
    ...(branch === undefined ? [] : [`branch ${branch}`]),
  ].join(' ');

/**
 * Fires a rule: resolves its recipients, plans the notification steps of each, starts the escalations that they lead to,
 * and records all in the flow. Undefined if more configuration must be read first. A user who cannot be reached is logged
 * and delays nobody else.
 */
export function fireRule(
  evaluation: Evaluation,
  flow: Flow,
  ledger: FlowLedger,
  firing: Firing,
): FlowLedger | undefined {
  const { alert, now, lookup } = evaluation;
  const at = getResolutionTime(firing.dueAt, now);
  const seed = getFiringKey(evaluation, flow, firing);
  const resolutions = firing.recipients.map((recipient) =>
    resolveRecipient(recipient, firing.notifyType, { alert, at, seed, lookup }),
  );
  const resolution = combineResolutions(resolutions);
  const userIds = resolutions.flatMap((each) => each?.userIds ?? []);
  const users = applyForwarding(evaluation, flow, new Set(userIds), at);
  const started =
    resolution &&
    startBranches(lookup, ledger, resolution.escalationIds, {
      at: firing.dueAt,
      path: firing.path,
      startsAcknowledged: firing.condition === 'if-not-closed',
    });
  if (!started || !users) return undefined;

  const plans = users.map(({ user, forwardedFrom }) => {
    // Step delays count from the due time; time restrictions of the user's rules apply at the resolution time.
    const recipient = planRecipient(user, firing.event, alert, at, isAfterRestart(firing.round));
    return typeof recipient === 'string'
      ? { user, forwardedFrom, problem: recipient }
      : { user, forwardedFrom, recipient: { ...recipient, startedAt: firing.dueAt } };
  });
  for (const { user, recipient } of plans)
    recordRecipient(evaluation, user, recipient !== undefined, firing.dueAt);
  if (firing.title) {
    evaluation.logEntries.push({
      id: derivedId('fired', seed),
      at: firing.dueAt,
      log: `${firing.title} ${describeFiring(plans, started.descriptions)}`,
    });
  }
  const fired: FiredRule = {
    round: firing.round,
    rule: firing.rule,
    ...(firing.branch !== undefined && { branch: firing.branch }),
    firedAt: firing.dueAt,
    condition: firing.condition,
    recipients: plans.flatMap(({ recipient }) => (recipient ? [recipient] : [])),
  };
  if (fired.recipients.length === 0) return started.ledger;
  return { ...started.ledger, fired: [...started.ledger.fired, fired] };
}

/** A user to notify, and the users whose notifications are forwarded to them. */
interface NotifiedUser {
  readonly user: User;
  readonly forwardedFrom: readonly User[];
}

/**
 * Applies the forwarding rules in effect at the instant. Users who no longer exist are left out, and nothing is forwarded
 * to them. The user who caused an event is not notified of it on behalf of somebody else. Undefined if more configuration
 * must be read first.
 */
function applyForwarding(
  { lookup }: Evaluation,
  flow: Flow,
  userIds: ReadonlySet<string>,
  at: Instant,
): readonly NotifiedUser[] | undefined {
  // Request all users before the rules are known: usually nothing is forwarded, and one read suffices.
  const forwarding = lookup.find('forwarding', ALL_RULES);
  const originals = [...userIds].map((id) => ({ id, user: lookup.find('user', id) }));
  if (forwarding === undefined) return undefined;
  const notified = new Map<string, NotifiedUser>();
  for (const { id, user } of originals) {
    const toId = resolveForwarding(forwarding?.rules ?? [], id, at);
    const target = toId === id ? user : lookup.find('user', toId);
    if (user === undefined || target === undefined) continue;
    const to = target ?? user;
    if (!to || (to.id !== id && flow.kind === 'event' && flow.actorUserId === to.id)) continue;
    const before = notified.get(to.id)?.forwardedFrom ?? [];
    notified.set(to.id, { user: to, forwardedFrom: user && to.id !== id ? [...before, user] : before });
  }
  return lookup.getMissing().length > 0 ? undefined : [...notified.values()];
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
    const users = evaluation.observers.get(event) ?? new Set<string>();
    if (observed.includes(event)) users.add(user.id);
    else users.delete(user.id);
    evaluation.observers.set(event, users);
  }
}

const PROBLEM_TEXTS: Readonly<Record<UnreachableReason, string>> = {
  NoNotificationRule: 'has no notification rule for it',
  NoUsableContact: 'has no enabled contact for it',
  UserBlocked: 'is blocked',
};

type NotificationPlan = NotifiedUser &
  (
    | { readonly recipient: LedgerRecipient; readonly problem?: never }
    | { readonly problem: UnreachableReason; readonly recipient?: never }
  );

/** The rest of the log entry: who is notified, which escalations start, and who is not notified and why. */
function describeFiring(plans: readonly NotificationPlan[], branches: readonly string[]): string {
  if (plans.length === 0 && branches.length === 0) return 'finds nobody to notify.';
  const names = plans.filter(({ recipient }) => recipient).map(getUserLabel);
  const problems = plans.flatMap((each) =>
    each.problem ? [`${getUserLabel(each)} ${PROBLEM_TEXTS[each.problem]} and was not notified`] : [],
  );
  return [...(names.length > 0 ? [`notifies ${names.join(', ')}`] : []), ...branches, ...problems]
    .join('; ')
    .concat('.');
}

const getUserLabel = ({ user, forwardedFrom }: NotifiedUser): string =>
  forwardedFrom.length > 0
    ? `${user.username} (forwarded from ${forwardedFrom.map(({ username }) => username).join(', ')})`
    : user.username;
