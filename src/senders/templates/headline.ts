import { formatStatus } from '../../domain/alerts/status.ts';
import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import { formatLocalTime } from '../../domain/kernel/text.ts';
import type { MessageContext } from './message-context.ts';

/** Written before the alert's message; empty if the event is the creation of the alert. */
const PREFIX: Readonly<Record<AlertEvent, string>> = {
  'create-alert': '',
  'acknowledged-alert': 'Acknowledged: ',
  'closed-alert': 'Closed: ',
  'assigned-alert': 'Assigned to you: ',
  'add-note': 'New note: ',
};

export const eventPrefix = (event: AlertEvent): string => PREFIX[event];

/** Written at the very start of a message; empty unless the message may be a repeat. */
export const repeatPrefix = ({ isPossibleRepeat }: Pick<MessageContext, 'isPossibleRepeat'>): string =>
  isPossibleRepeat ? 'Possible repeat: ' : '';

/** One sentence about the event. */
export function headline({ alert, event }: Pick<MessageContext, 'alert' | 'event'>): string {
  const by = (user: string | undefined) => (user ? ` by ${user}` : '');
  switch (event) {
    case 'create-alert':
      return 'There is an alert for you.';
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

/** The alert's fields that a message shows besides its text, as name and value. Empty fields are left out. */
export function alertFacts({
  alert,
  user,
}: Pick<MessageContext, 'alert' | 'user'>): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, string])[] = [
    ['Priority', alert.priority],
    ['Status', formatStatus(alert)],
    ['Since', formatLocalTime(alert.createdAt, user.timeZone)],
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
