import type { FlowLedger, LedgerRecipient } from '../domain/alerts/ledger.ts';
import { type FiredFact, MAX_FACT_PEOPLE } from '../domain/alerts/log-facts.ts';
import type { Flow } from '../domain/alerts/model.ts';
import type { UnreachableReason } from '../domain/notifications/reasons.ts';
import { type Instant, toIso } from '../platform/clock.ts';
import { FALLBACK_RULE, type Firing } from './firing.ts';
import type { SkippedStep } from './notification-steps.ts';
import { getUsername, type NotifiedUser } from './notified-users.ts';

/** A user to notify: the notification that is planned, or why there is none. */
export type NotificationPlan = NotifiedUser & { readonly skipped?: readonly SkippedStep[] } & (
    | { readonly recipient: LedgerRecipient; readonly problem?: never }
    | { readonly problem: UnreachableReason; readonly recipient?: never }
  );

const PROBLEM_TEXTS: Readonly<Record<UnreachableReason, string>> = {
  NoNotificationRule: 'has no notification rule for it',
  NoUsableContact: 'has no enabled contact for it',
  NoVerifiedContact: 'has no verified contact for it',
  UserBlocked: 'is blocked',
  UserMuted: 'is muted',
};

/** The part of the rule's log entry that programs read. */
export function toFiredFact(
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

/** The rest of the rule's log entry: who is notified, which escalations start, and who is not notified and why. */
export function describeFiring(
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
  const notified = names.length > 0 ? `notifies ${names.join(', ')}` : 'notifies nobody';
  return [...(names.length > 0 || branches.length === 0 ? [notified] : []), ...branches, ...problems]
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
