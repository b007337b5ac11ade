import { statusOf } from '../../domain/alerts/status.ts';
import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import { localTime } from '../../domain/kernel/text.ts';
import type { Notice } from '../delivery/contract.ts';

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
