import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import { ALERT_LIMITS, truncate } from '../kernel/limits.ts';
import type { Expiry, Heartbeat } from './model.ts';

/** What the alert of a heartbeat is called by tools. One heartbeat has one open alert at most. */
export const aliasOf = ({ id }: Pick<Heartbeat, 'id'>): string => `heartbeat_${id}`;

const messageOf = ({ alertMessage, name }: Heartbeat): string =>
  alertMessage ?? truncate(`${name} is expired`, ALERT_LIMITS.message);

function send(
  queue: Queue,
  heartbeat: Heartbeat,
  purpose: 'expired' | 'beats-again',
  expiry: Expiry,
  receivedAt: Instant,
  action: AlertActionMessage['action'],
): Promise<void> {
  const { accountId, id } = heartbeat;
  const alias = aliasOf(heartbeat);
  const requestId = derivedId('heartbeat', purpose, accountId, id, String(expiry.noticedAt));
  const message: AlertActionMessage = {
    accountId,
    requestId,
    receivedAt,
    target: { type: 'alias', value: alias },
    action,
    user: 'System',
    source: truncate(heartbeat.name, ALERT_LIMITS.source),
    note: '',
    integration: { id: derivedId('heartbeats', accountId), name: 'Heartbeat', type: 'Heartbeat' },
  };
  return queue.send(message, { group: messageGroupId(accountId, alias), deduplicationId: requestId });
}

/** Asks for the alert of the expiry; once, however often it is asked. */
export const raiseAlert = (queue: Queue, heartbeat: Heartbeat, expiry: Expiry): Promise<void> =>
  send(queue, heartbeat, 'expired', expiry, expiry.noticedAt, {
    type: 'Create',
    alias: aliasOf(heartbeat),
    message: messageOf(heartbeat),
    description: heartbeat.description,
    responders: heartbeat.ownerTeamId ? [{ type: 'team', id: heartbeat.ownerTeamId }] : [],
    visibleTo: [],
    actions: [],
    tags: heartbeat.alertTags,
    details: {},
    entity: '',
    priority: heartbeat.alertPriority,
  });

/** Closes the alert of the expiry, which must have been asked for. Clocks may differ: never from before it was open. */
export const closeAlert = (queue: Queue, heartbeat: Heartbeat, expiry: Expiry, now: Instant): Promise<void> =>
  send(queue, heartbeat, 'beats-again', expiry, Math.max(now, expiry.noticedAt), { type: 'Close' });
