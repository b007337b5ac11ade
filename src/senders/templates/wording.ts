import type { AlertEvent } from '../../alerts/model.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Notice } from '../contract.ts';

/** The text on one line, without control characters: what goes into subjects, headers and spoken sentences. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** The text in at most `max` characters (code points), the last an ellipsis where something was cut off. */
export function shortened(text: string, max: number, ellipsis = '…'): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  return `${characters
    .slice(0, Math.max(0, max - ellipsis.length))
    .join('')
    .trimEnd()}${ellipsis}`;
}

/** What happened, before the alert's message; nothing where the alert itself is the news. */
const PREFIX: Readonly<Record<AlertEvent, string>> = {
  'create-alert': '',
  'acknowledged-alert': 'Acknowledged: ',
  'closed-alert': 'Closed: ',
  'assigned-alert': 'Assigned to you: ',
  'add-note': 'New note: ',
};

export const prefixOf = (event: AlertEvent): string => PREFIX[event];

/** One sentence that says what happened. */
export function happening({ alert, event }: Pick<Notice, 'alert' | 'event'>): string {
  const by = (who: string | undefined) => (who ? ` by ${who}` : '');
  switch (event) {
    case 'create-alert':
      return 'You are notified of an alert.';
    case 'acknowledged-alert':
      return `The alert was acknowledged${by(alert.report.acknowledgedBy)}.`;
    case 'closed-alert':
      return `The alert was closed${by(alert.report.closedBy)}.`;
    case 'assigned-alert':
      return 'The alert was assigned to you.';
    case 'add-note':
      return 'A note was added to the alert.';
  }
}

/** Open, acknowledged or closed, and by whom. */
export function statusOf({ status, acknowledged, report }: Notice['alert']): string {
  if (status === 'closed') return report.closedBy ? `Closed by ${report.closedBy}` : 'Closed';
  if (!acknowledged) return 'Open';
  return report.acknowledgedBy ? `Acknowledged by ${report.acknowledgedBy}` : 'Acknowledged';
}

/** The instant as people read it where they are: Tue 24 Nov 2026, 10:05 CET. In UTC where the zone is unknown. */
export function localTime(instant: Instant, timeZone: string): string {
  try {
    return formatted(instant, timeZone);
  } catch {
    return formatted(instant, 'UTC');
  }
}

const formatted = (instant: Instant, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(instant);

/** What a message shows of an alert besides its text, as name and value; what is empty is left out. */
export function facts({
  alert,
  user,
}: Pick<Notice, 'alert' | 'user'>): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, string])[] = [
    ['Priority', alert.priority],
    ['Status', statusOf(alert)],
    ['Since', localTime(alert.createdAt, user.timeZone)],
    ['Times', alert.count > 1 ? String(alert.count) : ''],
    ['Source', alert.source],
    ['Entity', alert.entity],
    ['Owner', alert.owner],
    ['Tags', alert.tags.join(', ')],
    ['Alias', alert.alias === alert.id ? '' : alert.alias],
    ...Object.entries(alert.details),
  ];
  return all.filter(([, value]) => value !== '');
}
