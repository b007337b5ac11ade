import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { IntegrationRef } from '../kernel/integration-ref.ts';
import type { AlertActionMessage } from './action.ts';
import type { FiredRule, FlowLedger, Ledger } from './ledger.ts';
import { messageGroupId } from './message-group.ts';
import type { Alert } from './model.ts';

/** How many users an alert remembers to have seen it; the earliest are forgotten. */
const MAX_SEEN_BY = 100;

/** When the user last opened the alert; undefined if they have not. */
export const findSeenAt = ({ seenBy }: Pick<Alert, 'seenBy'>, userId: string): Instant | undefined =>
  seenBy?.find((each) => each.userId === userId)?.at;

/** The alert as seen by one more user. */
export function withSeenBy(alert: Alert, userId: string, at: Instant): Alert {
  const others = (alert.seenBy ?? []).filter((each) => each.userId !== userId);
  const seenAt = Math.max(at, findSeenAt(alert, userId) ?? at);
  return { ...alert, isSeen: true, seenBy: [...others, { userId, at: seenAt }].slice(-MAX_SEEN_BY) };
}

/** Whether the firing notifies of the alert itself, so that its steps end for a user who has seen the alert since. */
const hasSeenFiring = (alert: Alert, { condition, firedAt }: FiredRule, userId: string): boolean =>
  condition !== 'always' && (findSeenAt(alert, userId) ?? Number.NEGATIVE_INFINITY) >= firedAt;

/**
 * The flow without the remaining steps of users who have seen the alert since their rule fired. Rules that fire later
 * (the next rule or round, the end of a snooze or delay) notify them again. Source: Opsgenie, "Alert notifications flow".
 */
export function withoutStepsOfViewers(ledger: FlowLedger, alert: Alert): FlowLedger {
  if (!alert.seenBy) return ledger;
  const fired = ledger.fired.map((rule) => ({
    ...rule,
    recipients: rule.recipients.filter(({ userId }) => !hasSeenFiring(alert, rule, userId)),
  }));
  return { ...ledger, fired: fired.filter(({ recipients }) => recipients.length > 0) };
}

/** When the latest rule fired of which the user has steps left; undefined if they have none. */
function findLastFiring(alert: Alert, ledger: Ledger, userId: string): Instant | undefined {
  const rules = Object.values(ledger.flows)
    .flatMap(({ fired }) => fired)
    .filter(
      (rule) =>
        rule.condition !== 'always' &&
        rule.recipients.some((recipient) => recipient.userId === userId) &&
        !hasSeenFiring(alert, rule, userId),
    );
  return rules.length > 0 ? Math.max(...rules.map(({ firedAt }) => firedAt)) : undefined;
}

/**
 * Sends MarkSeen to alert-actions.fifo because a user has opened the alert, if it has an effect: the user is a recipient
 * and sees the alert for the first time, or has notification steps left. So a user who opens it again causes no write.
 * `readLedger` is called only for an open alert.
 */
export async function markSeen(
  queue: Queue,
  readLedger: () => Promise<Ledger | undefined>,
  alert: Alert,
  {
    user,
    ...request
  }: {
    readonly user: { readonly id: string; readonly username: string };
    readonly receivedAt: Instant;
    readonly source: string;
    /** The integration that the alert's log names. */
    readonly integration: IntegrationRef;
  },
): Promise<void> {
  if (alert.status !== 'open') return;
  const ledger = await readLedger();
  if (!ledger) return;
  const firedAt = findLastFiring(alert, ledger, user.id);
  const isFirstSight = Object.hasOwn(ledger.recipients, user.id) && findSeenAt(alert, user.id) === undefined;
  if (firedAt === undefined && !isFirstSight) return;
  const requestId = derivedId('mark-seen', alert.id, user.id, String(firedAt ?? 0));
  const message: AlertActionMessage = {
    ...request,
    accountId: alert.accountId,
    requestId,
    target: { type: 'id', value: alert.id },
    action: { type: 'MarkSeen', userId: user.id },
    user: user.username,
    note: '',
  };
  await queue.send(message, {
    group: messageGroupId(alert.accountId, alert.alias),
    deduplicationId: requestId,
  });
}
