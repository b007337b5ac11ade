import type { StakeholderNotification } from '../../domain/incidents/model.ts';
import type { NotificationRecord } from '../../domain/notifications/model.ts';
import type { User } from '../../domain/users/model.ts';
import { toIso } from '../../platform/clock.ts';
import { incidentEntryKey, LOG_PREFIX } from '../../platform/keys.ts';
import type { Item } from '../../platform/table.ts';

/** The outcome as an entry of the incident's log. It depends on the record alone, so writing it again changes nothing. */
export function stakeholderLogEntry(
  { accountId, incidentId, userId }: StakeholderNotification,
  record: NotificationRecord,
  user: User | undefined,
): Item {
  const { notificationId, updatedAt } = record;
  const owner = user?.username ?? userId;
  return {
    ...incidentEntryKey(accountId, incidentId, LOG_PREFIX, toIso(updatedAt), notificationId),
    log: describeOutcome(record, owner),
    type: 'stakeholder',
    owner,
    createdAt: updatedAt,
  };
}

function describeOutcome({ state, reason = 'no reason given' }: NotificationRecord, owner: string): string {
  switch (state) {
    case 'sent':
      return `Sent an e-mail to the stakeholder ${owner}.`;
    case 'unknown':
      return `It is unknown whether the e-mail reached the stakeholder ${owner}, so it is not sent again: ${reason}.`;
    case 'undelivered':
      return `Gave up sending the e-mail to the stakeholder ${owner}: ${reason}.`;
    default:
      return `Could not send the e-mail to the stakeholder ${owner}: ${reason}.`;
  }
}
