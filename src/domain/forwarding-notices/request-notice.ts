import { type Instant, toIso } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import { FORWARDING_NOTICE, type ForwardingRule } from '../forwarding-rules/model.ts';
import { toNoticeDetails } from './notice-details.ts';

/**
 * Requests the alert that tells both people of a new forwarding rule, with priority P5. Idempotent. Source: Opsgenie's
 * "Add a forwarding rule".
 */
export async function requestForwardingNotice(
  queue: Queue,
  accountId: string,
  rule: ForwardingRule,
  usernames: { readonly from: string; readonly to: string },
  at: Instant,
): Promise<void> {
  const alias = `forwarding-rule_${rule.id}`;
  const requestId = derivedId('forwarding-notice', accountId, rule.id);
  const message: AlertActionMessage = {
    accountId,
    requestId,
    receivedAt: at,
    target: { type: 'alias', value: alias },
    action: {
      type: 'Create',
      alias,
      message: `Notifications are forwarded from ${toIso(rule.startDate)} to ${toIso(rule.endDate)}`,
      description: `A new forwarding rule sends the notifications of ${usernames.from} to ${usernames.to} instead.`,
      responders: [
        { type: 'user', id: rule.fromUserId },
        { type: 'user', id: rule.toUserId },
      ],
      visibleTo: [],
      actions: [],
      tags: [],
      details: toNoticeDetails({ ...usernames, start: rule.startDate, end: rule.endDate }),
      entity: '',
      priority: 'P5',
    },
    user: 'System',
    source: 'Forwarding rules',
    note: '',
    integration: {
      id: derivedId('forwarding', accountId),
      name: 'Forwarding rules',
      type: FORWARDING_NOTICE,
    },
  };
  await queue.send(message, { group: messageGroupId(accountId, alias), deduplicationId: requestId });
}
