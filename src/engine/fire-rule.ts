import type { FiredRule, FlowLedger, LedgerRecipient } from '../domain/alerts/ledger.ts';
import { type FiredFact, MAX_FACT_PEOPLE } from '../domain/alerts/log-facts.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import type { NotifyType } from '../domain/escalations/model.ts';
import { ALL_RULES, FORWARDING_NOTICE, resolveForwarding } from '../domain/forwarding-rules/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { RecipientOrigin } from '../domain/notifications/context.ts';
import type { UnreachableReason } from '../domain/notifications/reasons.ts';
import type { User } from '../domain/users/model.ts';
import { type Instant, MINUTE, toIso } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import { startBranches } from './branches.ts';
import type { Evaluation } from './evaluation.ts';
import { attempt, createReport, isolate, type ReportFailure } from './isolation.ts';
import {
  getObservedEvents,
  listSkippedSteps,
  planDefaultContacts,
  planRecipient,
  type SkippedStep,
} from './notification-steps.ts';
import { combineResolutions, type RecipientRef, type Resolution, resolveRecipient } from './recipients.ts';

/** The number of the rule that is fired in place of an escalation that cannot be evaluated. */
export const FALLBACK_RULE = 999;

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
 * and delays nobody else. If a part of the configuration throws and nobody can be notified, the members of the responsible
 * team are.
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
  const log = createReport(evaluation, firing.dueAt);
  let failed = false;
  const report: ReportFailure = (...failure) => {
    failed = true;
    log(...failure);
  };
  const plan = (recipients: readonly RecipientRef[], notifyType: NotifyType) => {
    const resolutions = recipients.map((recipient) =>
      resolveRecipient(recipient, notifyType, { alert, at, seed, lookup, report }),
    );
    const resolution = combineResolutions(resolutions);
    const userIds = resolutions.flatMap((each) => each?.userIds ?? []);
    const users = applyForwarding(evaluation, flow, new Set(userIds), at, report);
    const origins = resolution?.origins ?? {};
    const started =
      resolution &&
      startBranches(lookup, ledger, resolution.escalationIds, {
        at: firing.dueAt,
        path: firing.path,
        startsAcknowledged: firing.condition === 'if-not-closed',
      });
    return (
      started &&
      users && {
        started,
        plans: users.map((user) =>
          withOrigin(planUser(user, evaluation, firing, at, report), origins, firing.path.at(-1)),
        ),
      }
    );
  };
  let planned = plan(firing.recipients, firing.notifyType);
  if (!planned) return undefined;
  const team = getResponsibleTeam(flow, alert);
  const hasRecipient = planned.plans.some(({ recipient }) => recipient);
  if (failed && team && !hasRecipient && planned.started.descriptions.length === 0) {
    planned = plan([{ type: 'team', id: team }], 'all');
    if (!planned) return undefined;
  }
  const { started, plans } = planned;
  for (const { userId, user, recipient } of plans)
    recordRecipient(evaluation, userId, user, recipient !== undefined, firing.dueAt);
  if (firing.title) {
    evaluation.logEntries.push({
      id: derivedId('fired', seed),
      at: firing.dueAt,
      log: `${firing.title} ${describeFiring(plans, started.descriptions, firing.dueAt)}`,
      fact: toFact(flow, ledger, firing, plans),
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

/** Plans the notification of one user. If their rules throw, they are notified through their default contact methods. */
function planUser(
  notified: NotifiedUser,
  { alert, recipients }: Evaluation,
  { event, dueAt }: Firing,
  at: Instant,
  report: ReportFailure,
): NotificationPlan {
  const { userId, user } = notified;
  const again = Boolean(recipients.get(userId)?.method);
  // Step delays count from the due time; time restrictions of the user's rules apply at the resolution time.
  const recipient = isolate(
    () => planRecipient(user, event, alert, { at, dueAt, again }),
    (error) => {
      const name = getUsername(userId, user);
      const log = `The notification rules of ${name} could not be evaluated; ${name} is notified through their default contact methods.`;
      report(`user ${userId}`, log, error);
      return planDefaultContacts(userId, user, dueAt);
    },
  );
  const steps = attempt(() => listSkippedSteps(user, event, alert, { at, again })) ?? [];
  const skipped = steps.length > 0 && { skipped: steps };
  return typeof recipient === 'string'
    ? { ...notified, ...skipped, problem: recipient }
    : { ...notified, ...skipped, recipient: { ...recipient, userId } };
}

/**
 * The plan with what led to the person. `origins` is by the user whom the rule found, before any forwarding; whom it names
 * directly, the escalation did.
 */
function withOrigin(
  plan: NotificationPlan,
  origins: Resolution['origins'],
  escalationId: string | undefined,
): NotificationPlan {
  if (!plan.recipient) return plan;
  const [from] = plan.forwardedFrom;
  const origin: RecipientOrigin | undefined =
    origins[from?.id ?? plan.userId] ??
    (escalationId === undefined ? undefined : { type: 'escalation', id: escalationId });
  return {
    ...plan,
    recipient: { ...plan.recipient, ...(origin && { origin }), ...(from && { forwardedFrom: from.id }) },
  };
}

/** The team whose members are notified if configuration throws and nobody else is left: the responder, or the owner. */
const getResponsibleTeam = (flow: Flow, alert: Alert): string | undefined => {
  if (flow.kind !== 'responder') return undefined;
  return flow.target.type === 'team' ? flow.target.id : alert.ownerTeamId || undefined;
};

/** A user to notify, and the users whose notifications are forwarded to them. */
interface NotifiedUser {
  readonly userId: string;
  readonly user: User;
  readonly forwardedFrom: readonly { readonly id: string; readonly username: string }[];
}

/**
 * Applies the forwarding rules in effect at the instant, except to the notice of a new rule. Users who no longer exist are left out, and nothing is forwarded
 * to them. The user who caused an event is not notified of it on behalf of somebody else. Undefined if more configuration
 * must be read first. If the rules throw, the user themselves is notified.
 */
function applyForwarding(
  { lookup, alert }: Evaluation,
  flow: Flow,
  userIds: ReadonlySet<string>,
  at: Instant,
  report: ReportFailure,
): readonly NotifiedUser[] | undefined {
  // Request all users before the rules are known: usually nothing is forwarded, and one read suffices.
  const forwarding = lookup.find('forwarding', ALL_RULES);
  const originals = [...userIds].map((id) => ({ id, user: lookup.find('user', id) }));
  if (forwarding === undefined) return undefined;
  const isNotice = alert.integration.type === FORWARDING_NOTICE;
  const notified = new Map<string, NotifiedUser>();
  for (const { id, user } of originals) {
    const toId = isolate(
      () => resolveForwarding(isNotice ? [] : (forwarding?.rules ?? []), id, at),
      (error) => {
        report(
          'forwarding rules',
          'The forwarding rules could not be evaluated; nothing is forwarded.',
          error,
        );
        return id;
      },
    );
    const target = toId === id ? user : lookup.find('user', toId);
    if (user === undefined || target === undefined) continue;
    const to = target ?? user;
    if (!to) continue;
    const userId = target ? toId : id;
    if (userId !== id && flow.kind === 'event' && flow.actorUserId === userId) continue;
    const before = notified.get(userId)?.forwardedFrom ?? [];
    const forwardedFrom =
      user && userId !== id ? [...before, { id, username: getUsername(id, user) }] : before;
    notified.set(userId, { userId, user: to, forwardedFrom });
  }
  return lookup.getMissing().length > 0 ? undefined : [...notified.values()];
}

function recordRecipient(
  evaluation: Evaluation,
  userId: string,
  user: User,
  reachable: boolean,
  at: Instant,
): void {
  const before = evaluation.recipients.get(userId);
  evaluation.recipients.set(userId, {
    ...before,
    state: reachable || before?.state === 'active' ? 'active' : 'notactive',
    method: before?.method ?? '',
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
  });
  // Rules that throw were reported when the notification was planned.
  const observed = attempt(() => getObservedEvents(user)) ?? [];
  for (const event of ['acknowledged-alert', 'closed-alert', 'add-note'] as const) {
    const users = evaluation.observers.get(event) ?? new Set<string>();
    if (observed.includes(event)) users.add(userId);
    else users.delete(userId);
    evaluation.observers.set(event, users);
  }
}

const PROBLEM_TEXTS: Readonly<Record<UnreachableReason, string>> = {
  NoNotificationRule: 'has no notification rule for it',
  NoUsableContact: 'has no enabled contact for it',
  NoVerifiedContact: 'has no verified contact for it',
  UserBlocked: 'is blocked',
  UserMuted: 'is muted',
};

type NotificationPlan = NotifiedUser & { readonly skipped?: readonly SkippedStep[] } & (
    | { readonly recipient: LedgerRecipient; readonly problem?: never }
    | { readonly problem: UnreachableReason; readonly recipient?: never }
  );

/** The log entry for programs. */
function toFact(
  flow: Flow,
  { escalationId, route, branches, round: roundOfFlow, rulesDone }: FlowLedger,
  { round, rule, branch, dueAt, recipients, notifyType }: Firing,
  plans: readonly NotificationPlan[],
): FiredFact {
  const followed =
    branch === undefined ? escalationId : branches?.find(({ number }) => number === branch)?.escalationId;
  const people = plans.flatMap(({ recipient }) => (recipient ? [recipient] : []));
  const lists = {
    unreachable: plans.flatMap(({ userId, problem }) => (problem ? [{ userId, reason: problem }] : [])),
    muted: people
      .filter(({ startedAt }) => startedAt > dueAt)
      .map(({ userId, startedAt }) => ({ userId, until: startedAt })),
    forwarded: plans.flatMap(({ userId, forwardedFrom }) =>
      forwardedFrom.map(({ id }) => ({ from: id, to: userId })),
    ),
    skipped: plans.flatMap(({ userId, skipped = [] }) => skipped.map((step) => ({ userId, ...step }))),
  };
  const isFirst = branch === undefined && roundOfFlow === 0 && rulesDone === 0;
  const present = Object.entries(lists).filter(([, list]) => list.length > 0);
  return {
    kind: 'fired',
    flow: flow.key,
    ...(followed !== undefined &&
      rule !== FALLBACK_RULE && { escalation: { id: followed, rule: rule + 1, round: round + 1 } }),
    ...(isFirst && route && { route }),
    recipients: recipients.map(({ type, id }) => ({ type, id })),
    ...(notifyType !== 'default' && { notifyType }),
    people: people.slice(0, MAX_FACT_PEOPLE).map(({ userId }) => userId),
    ...(people.length > MAX_FACT_PEOPLE && { more: people.length - MAX_FACT_PEOPLE }),
    ...Object.fromEntries(present.map(([name, list]) => [name, list.slice(0, MAX_FACT_PEOPLE)])),
  };
}

/** The rest of the log entry: who is notified, which escalations start, and who is not notified and why. */
function describeFiring(
  plans: readonly NotificationPlan[],
  branches: readonly string[],
  dueAt: Instant,
): string {
  if (plans.length === 0 && branches.length === 0) return 'finds nobody to notify.';
  const names = plans.flatMap(({ recipient, skipped = [], ...notified }) => {
    if (!recipient) return [];
    const isMuted = recipient.startedAt > dueAt;
    const muted = isMuted ? ` (muted until ${toIso(recipient.startedAt)})` : '';
    return `${getUserLabel(notified)}${muted}${describeUnverifiedContacts(skipped)}`;
  });
  const problems = plans.flatMap((each) =>
    each.problem ? [`${getUserLabel(each)} ${PROBLEM_TEXTS[each.problem]} and was not notified`] : [],
  );
  return [...(names.length > 0 ? [`notifies ${names.join(', ')}`] : []), ...branches, ...problems]
    .join('; ')
    .concat('.');
}

/**
 * For example " (not by sms: this contact is not verified)"; empty if no contact is. Steps that are left out for another
 * reason were disabled or deleted by somebody, so the log does not repeat it.
 */
const describeUnverifiedContacts = (skipped: readonly SkippedStep[]): string =>
  skipped
    .filter(({ reason }) => reason === 'ContactNotVerified')
    .map(({ channel }) => ` (not by ${channel}: this contact is not verified)`)
    .join('');

const getUserLabel = ({ userId, user, forwardedFrom }: NotifiedUser): string =>
  forwardedFrom.length > 0
    ? `${getUsername(userId, user)} (forwarded from ${forwardedFrom.map(({ username }) => username).join(', ')})`
    : getUsername(userId, user);

/** The username for log entries; the id if it cannot be read. */
const getUsername = (userId: string, user: User): string => attempt(() => user.username) ?? userId;
