import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import type { NotificationRecord, NotificationRequest } from '../../domain/notifications/model.ts';
import type { User } from '../../domain/users/model.ts';
import { toIso } from '../../platform/clock.ts';
import { alertLogKey } from '../../platform/keys.ts';
import type { Item } from '../../platform/table.ts';
import { channelDeclarations } from '../channels/declarations.ts';

const EVENT_NOUN: Readonly<Record<AlertEvent, string>> = {
  'create-alert': 'the alert',
  'acknowledged-alert': 'the acknowledgement',
  'closed-alert': 'the closing of the alert',
  'assigned-alert': 'the assignment',
  'add-note': 'a new note',
};

/**
 * The outcome of a notification as an entry of the alert's log. Key and content depend on the record alone, so writing
 * it again writes the same entry.
 */
export function notificationLogEntry(
  request: NotificationRequest,
  record: NotificationRecord,
  user: User | undefined,
): Item {
  const owner = user?.username ?? request.userId;
  const createdAt = record.updatedAt;
  const noun = channelDeclarations[request.channel]?.noun ?? request.channel;
  const possible = request.repeatOf ? 'possible repeat of the ' : '';
  return {
    ...alertLogKey(request.accountId, request.alertId, toIso(createdAt), record.notificationId),
    log: describeOutcome(record, `${possible}${noun} about ${EVENT_NOUN[request.event]}`, owner),
    type: 'alertRecipient',
    owner,
    createdAt,
  };
}

/** `message`: what was sent, for example "e-mail about the alert". */
function describeOutcome(record: NotificationRecord, message: string, owner: string): string {
  const reason = record.reason ?? 'no reason given';
  switch (record.state) {
    case 'sent':
      return `Sent ${message} to ${owner}.`;
    case 'cancelled':
      return `Did not send the ${message} to ${owner}, who has muted notifications.`;
    case 'unknown':
      return `It is unknown whether the ${message} reached ${owner}: ${reason}.`;
    case 'undelivered':
      return `Gave up sending the ${message} to ${owner}: ${reason}.`;
    default:
      return `Could not send the ${message} to ${owner}: ${reason}.`;
  }
}
