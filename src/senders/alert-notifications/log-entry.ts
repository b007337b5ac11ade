import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import type { NotificationRecord, NotificationRequest } from '../../domain/notifications/model.ts';
import type { User } from '../../domain/users/model.ts';
import { toIso } from '../../platform/clock.ts';
import { alertLogKey } from '../../platform/keys.ts';
import type { Item } from '../../platform/table.ts';
import { channels } from '../delivery/channels.ts';

const ABOUT: Readonly<Record<AlertEvent, string>> = {
  'create-alert': 'the alert',
  'acknowledged-alert': 'the acknowledgement',
  'closed-alert': 'the closing',
  'assigned-alert': 'the assignment',
  'add-note': 'a new note',
};

/**
 * What became of a notification, as an entry of the alert's log. Key and content come from the record alone, so that
 * writing it again writes the same entry.
 */
export function notificationLogEntry(
  request: NotificationRequest,
  record: NotificationRecord,
  user: User | undefined,
): Item {
  const owner = user?.username ?? request.userId;
  const createdAt = record.updatedAt;
  return {
    ...alertLogKey(request.accountId, request.alertId, toIso(createdAt), record.notificationId),
    log: sentence(
      record,
      `${channels[request.channel]?.noun ?? request.channel}`,
      ABOUT[request.event],
      owner,
    ),
    type: 'alertRecipient',
    owner,
    createdAt,
  };
}

function sentence(record: NotificationRecord, noun: string, about: string, owner: string): string {
  const reason = record.reason ?? 'no reason given';
  switch (record.state) {
    case 'sent':
      return `Sent ${noun} about ${about} to ${owner}.`;
    case 'unknown':
      return `Nobody knows whether the ${noun} about ${about} reached ${owner}; it is not sent again: ${reason}.`;
    case 'undelivered':
      return `Gave up sending the ${noun} about ${about} to ${owner}: ${reason}.`;
    default:
      return `Could not send the ${noun} about ${about} to ${owner}: ${reason}.`;
  }
}
