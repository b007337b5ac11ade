import type { FlowLedger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import type { Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation, WakeUp } from './evaluation.ts';

/**
 * When an auto-close is due. Its clock starts with the first flow, which is usually the creation, and starts again when
 * the notifications do and when a snooze ends.
 */
export function getAutoCloseTime(
  { createdAt, restartedAt = createdAt, flows }: Alert,
  afterMs: number,
): Instant {
  const starts = flows.flatMap(({ kind, startedAt }) => (kind === 'event' ? [] : startedAt));
  return Math.max(restartedAt, Math.min(...starts)) + afterMs;
}

/**
 * Requests the close that a policy demands if it is due, or returns a wake-up for it. The policy also closes an
 * acknowledged alert, but not a snoozed one: the end of the snooze restarts the clock. Source: Opsgenie, "Acknowledge and
 * unacknowledge an alert".
 */
export function requestAutoClose(
  { alert, now, requests }: Evaluation,
  flows: ReadonlyMap<string, FlowLedger>,
): readonly WakeUp[] {
  const [first] = getAutoCloses(flows).sort((a, b) => a.afterMs - b.afterMs);
  if (!first || alert.status !== 'open' || alert.snoozed) return [];
  const at = getAutoCloseTime(alert, first.afterMs);
  if (at > now) return [{ at, reason: 'WaitingForAutoClose', detail: `policy ${first.policy}` }];
  requests.push({
    requestId: derivedId('auto-close-by-policy', alert.id, String(alert.run)),
    at,
    action: { type: 'AutoClose', run: alert.run, policy: first.policy },
  });
  return [];
}

const getAutoCloses = (flows: ReadonlyMap<string, FlowLedger>) =>
  [...flows.values()].flatMap(({ policy }) =>
    policy?.autoCloseAfterMs === undefined
      ? []
      : { afterMs: policy.autoCloseAfterMs, policy: policy.policyNames.join(', ') },
  );

/** Whether a policy will close the alert, acknowledged or not. */
export const hasAutoClose = (flows: ReadonlyMap<string, FlowLedger>): boolean =>
  getAutoCloses(flows).length > 0;
