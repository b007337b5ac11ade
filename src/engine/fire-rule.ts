import type { FiredRule, FlowLedger } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import type { NotifyType } from '../domain/escalations/model.ts';
import type { RecipientOrigin } from '../domain/notifications/context.ts';
import type { User } from '../domain/users/model.ts';
import type { Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import { startBranches } from './branches.ts';
import type { Evaluation } from './evaluation.ts';
import { describeFiring, type NotificationPlan, toFiredFact } from './fired-rule-log.ts';
import { type Firing, getFiringKey, getResolutionTime } from './firing.ts';
import { attempt, createReport, isolate, type ReportFailure } from './isolation.ts';
import {
  getObservedEvents,
  listSkippedSteps,
  planDefaultContacts,
  planRecipient,
} from './notification-steps.ts';
import { applyForwarding, getUsername, type NotifiedUser } from './notified-users.ts';
import { combineResolutions, type RecipientRef, type Resolution, resolveRecipient } from './recipients.ts';

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
      fact: toFiredFact(flow, ledger, firing, plans),
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
