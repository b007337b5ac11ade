import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import { ALERT_LIMITS, describeWithTitle, type FittedTitle, fitTitle, truncate } from '../kernel/limits.ts';
import type { Expiry, Heartbeat } from './model.ts';

/** The alias of a heartbeat's alert. A heartbeat has at most one open alert. */
export const heartbeatAlias = ({ id }: Pick<Heartbeat, 'id'>): string => `heartbeat_${id}`;

const getTitle = ({ alertMessage, name }: Heartbeat): FittedTitle =>
  fitTitle(alertMessage ?? `${name} is expired`);

function queueAction(
  queue: Queue,
  heartbeat: Heartbeat,
  purpose: 'expired' | 'recovered',
  expiry: Expiry,
  receivedAt: Instant,
  action: AlertActionMessage['action'],
): Promise<void> {
  const { accountId, id } = heartbeat;
  const alias = heartbeatAlias(heartbeat);
  const requestId = derivedId('heartbeat', purpose, accountId, id, String(expiry.detectedAt));
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

/** Requests the alert of an expiry. Idempotent. */
export const requestCreate = (queue: Queue, heartbeat: Heartbeat, expiry: Expiry): Promise<void> =>
  queueAction(queue, heartbeat, 'expired', expiry, expiry.detectedAt, {
    type: 'Create',
    alias: heartbeatAlias(heartbeat),
    message: getTitle(heartbeat).message,
    description: describeWithTitle(getTitle(heartbeat).fullTitle, heartbeat.description),
    responders: heartbeat.ownerTeamId ? [{ type: 'team', id: heartbeat.ownerTeamId }] : [],
    visibleTo: [],
    actions: [],
    tags: heartbeat.alertTags,
    details: {},
    entity: '',
    priority: heartbeat.alertPriority,
  });

/** Requests that the alert of an expiry is closed. Clocks may differ, so never with a time before its Create. */
export const requestClose = (
  queue: Queue,
  heartbeat: Heartbeat,
  expiry: Expiry,
  now: Instant,
): Promise<void> =>
  queueAction(queue, heartbeat, 'recovered', expiry, Math.max(now, expiry.detectedAt), { type: 'Close' });
