import type { Ledger } from '../alerts/ledger.ts';
import type { Alert } from '../alerts/model.ts';
import type { EndReason } from '../notifications/reasons.ts';
import type { StoryEntry, StoryNames, StoryState } from './model.ts';
import { describeReason, type StoryReason } from './reasons.ts';

export function getStoryState({ status, acknowledged, snoozed }: Alert): StoryState {
  if (status === 'closed') return 'closed';
  if (snoozed) return 'snoozed';
  return acknowledged ? 'acknowledged' : 'open';
}

/**
 * Why nothing more is planned for an alert, in the last state that was worked out. `endReason` is that of its last
 * evaluation, if there was one.
 */
export function getEndReason(
  alert: Alert,
  ledger: Ledger | undefined,
  endReason: EndReason | undefined,
): StoryReason {
  const policies = Object.values(ledger?.flows ?? {}).flatMap(({ policy }) =>
    policy?.suppressed || policy?.dedupThreshold ? policy : [],
  );
  const names = [...new Set(policies.flatMap(({ policyNames }) => policyNames))];
  if (alert.status === 'closed') return { code: 'AlertClosed' };
  if (alert.acknowledged) return { code: 'Acknowledged' };
  if (alert.flows.length === 0) return { code: 'NoResponders' };
  if (endReason === 'SuppressedByPolicy') return { code: endReason, policies: names };
  if (endReason === 'BelowDedupThreshold') {
    const threshold = policies.find(({ dedupThreshold }) => dedupThreshold)?.dedupThreshold?.count;
    return { code: endReason, policies: names, ...(threshold !== undefined && { threshold }) };
  }
  return { code: 'NothingMoreDue' };
}

/** The last entry of a story: nothing more is planned, and why, or it was not worked out further. */
export function toEndEntry(
  reason: StoryReason,
  at: StoryEntry['at'],
  names: StoryNames,
  planned: boolean,
): StoryEntry {
  const sentence = describeReason(reason, 'The alert', names.format);
  return {
    id: `end#${at}`,
    kind: 'end',
    at,
    planned,
    text: sentence.replace(/\.$/, ''),
    sentence: `${names.format(at)}: ${sentence}`,
    reason,
  };
}

/** Who has the alert, what holds it back, and whom it notifies next. */
export function summarizeStory(alert: Alert, entries: readonly StoryEntry[], names: StoryNames): string {
  const next = entries.filter(
    ({ kind, planned, outcome }) => kind === 'notification' && planned && outcome === 'planned',
  );
  const first = next.filter(({ at }) => at === next[0]?.at).map(({ sentence }) => `Next: ${sentence}`);
  const hold = entries.findLast(
    ({ kind, reason }) => kind === 'policy' && reason?.code === 'DelayedByPolicy',
  )?.reason;
  const isHeld = hold?.code === 'DelayedByPolicy' && hold.until >= (next[0]?.at ?? 0);
  const end = entries.findLast(({ kind }) => kind === 'end')?.reason;
  const plan = [
    ...(isHeld && hold && next.length > 0 ? [describeReason(hold, 'The alert', names.format)] : []),
    ...(first.length > 0
      ? first
      : end && end.code !== 'AlertClosed' && end.code !== 'Acknowledged'
        ? [describeReason(end, 'The alert', names.format)]
        : []),
  ];
  return [describeState(alert, names), ...plan].join(' ');
}

function describeState(alert: Alert, names: StoryNames): string {
  const { createdAt, report, snoozedUntil } = alert;
  const by = (name: string | undefined) => (name ? ` by ${name}` : '');
  const at = (afterMs: number | undefined) =>
    afterMs === undefined ? '' : ` at ${names.format(createdAt + afterMs)}`;
  switch (getStoryState(alert)) {
    case 'closed':
      return `Closed${by(report.closedBy)}${at(report.closeTime)}.`;
    case 'snoozed':
      return `Snoozed${snoozedUntil === undefined ? '' : ` until ${names.format(snoozedUntil)}`}.`;
    case 'acknowledged':
      return `Acknowledged${by(report.acknowledgedBy)}${at(report.ackTime)}.`;
    case 'open':
      return 'Nobody has acknowledged it yet.';
  }
}
