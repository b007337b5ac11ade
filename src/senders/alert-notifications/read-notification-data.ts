import type { Alert } from '../../domain/alerts/model.ts';
import { isAccountOwnerKey } from '../../domain/alerts/reducer/flows.ts';
import { toAlert } from '../../domain/alerts/store/alert-item.ts';
import { withDuplicates } from '../../domain/alerts/store/with-duplicates.ts';
import type { NotificationContext } from '../../domain/notifications/context.ts';
import type { NotificationRequest } from '../../domain/notifications/model.ts';
import type { User } from '../../domain/users/model.ts';
import { toUser } from '../../domain/users/store.ts';
import { type Instant, SECOND } from '../../platform/clock.ts';
import { createExpiringCache, type ExpiringCache } from '../../platform/expiring-cache.ts';
import { alertKey, configurationKey, type ItemKey } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import type { Item, Table } from '../../platform/table.ts';
import type { NotificationReason } from '../languages/texts.ts';
import type { MessagePlan } from '../templates/message-context.ts';

/** What a notification is about: the alert and the user, undefined if they no longer exist, and the plan with names. */
export interface NotificationData {
  readonly alert: Alert | undefined;
  readonly user: User | undefined;
  readonly plan: MessagePlan;
}

interface NamedRef {
  readonly type: 'user' | 'team' | 'schedule' | 'escalation';
  readonly id: string;
}

type FindName = (type: NamedRef['type'], id: string | undefined) => string | undefined;

const TYPES = { user: 'USER', team: 'TEAM', schedule: 'SCHEDULE', escalation: 'ESCALATION' } as const;

/** How long an instance remembers a name that messages mention. */
const NAMES_MS = 10 * SECOND;
const MAX_NAMES = 1_000;

/** Names by partition and sort key. They decide nothing, so one that was changed may appear in messages a little longer. */
export type KnownNames = ExpiringCache<string>;

export const createKnownNames = (): KnownNames =>
  createExpiringCache<string>({ ttlMs: NAMES_MS, maxEntries: MAX_NAMES });

const toItemName = ({ pk, sk }: ItemKey): string => `${pk} ${sk}`;

/**
 * Reads alert, user and the names that the message mentions and that are not known yet, with one call. A message without names
 * is better than none: if that call fails, alert and user are read without them.
 */
export async function readNotificationData(
  table: Table,
  request: NotificationRequest,
  known: KnownNames,
  now: Instant,
): Promise<NotificationData> {
  const { accountId, alertId, userId, context = {} } = request;
  const toConfigurationKey = ({ type, id }: NamedRef) => configurationKey(accountId, TYPES[type], id);
  const [ofAlert, ofUser] = [alertKey(accountId, alertId), configurationKey(accountId, 'USER', userId)];
  const named = listNamed(context).map(toConfigurationKey);
  const names = new Map(
    named.flatMap((key) => {
      const name = known.get(toItemName(key), now);
      return name === undefined ? [] : [[toItemName(key), name]];
    }),
  );
  const unknown = named.filter((key) => !names.has(toItemName(key)));
  const found = await readItems(table, [ofAlert, ofUser], unknown);
  for (const key of unknown) {
    const name = readName(found.get(toItemName(key)));
    if (name === undefined) continue;
    names.set(toItemName(key), name);
    known.set(toItemName(key), name, now);
  }
  const [alertItem, userItem] = [found.get(toItemName(ofAlert)), found.get(toItemName(ofUser))];
  const alert = alertItem && (await readCount(table, toAlert(alertItem)));
  const findName: FindName = (type, id) =>
    id === undefined ? undefined : names.get(toItemName(toConfigurationKey({ type, id })));
  return { alert, user: userItem && toUser(userItem), plan: toPlan(request, alert, findName) };
}

/** The alert with its duplicates. A message with an older count is better than none. */
async function readCount(table: Table, alert: Alert): Promise<Alert> {
  try {
    const [counted = alert] = await withDuplicates(table, [alert]);
    return counted;
  } catch (error) {
    logger.warn('Could not read how often the alert occurred', { error: error as Error });
    return alert;
  }
}

/** The items by partition and sort key; without the optional ones if they cannot be read along. */
async function readItems(
  table: Table,
  required: readonly ItemKey[],
  optional: readonly ItemKey[],
): Promise<ReadonlyMap<string, Item>> {
  const toMap = (items: readonly Item[]) => new Map(items.map((item) => [toItemName(item), item]));
  const keys = new Map([...required, ...optional].map((key) => [toItemName(key), key]));
  try {
    return toMap(await table.batchGet([...keys.values()]));
  } catch (error) {
    logger.warn('Could not read alert, user and names at once', { error: error as Error });
    const items = await Promise.all(required.map((key) => table.get(key)));
    return toMap(items.filter((item) => item !== undefined));
  }
}

/** Everything in the context that has a name. */
function listNamed(context: NotificationContext): readonly NamedRef[] {
  const { origin, forwardedFrom, notified = [], next, actorUserId } = context;
  const userIds = [
    forwardedFrom,
    ...notified.map(({ userId }) => userId),
    ...(next?.userIds ?? []),
    actorUserId,
  ];
  return [
    ...userIds.flatMap((id): readonly NamedRef[] => (id === undefined ? [] : [{ type: 'user', id }])),
    ...(origin ? [origin] : []),
    ...(next ? [next.recipient] : []),
  ];
}

/** The name by which people know an item of the configuration; undefined if it does not exist or cannot be read. */
const readName = (item: Item | undefined): string | undefined =>
  [item?.fullName, item?.name, item?.username].find(
    (each): each is string => typeof each === 'string' && each.trim() !== '',
  );

/** The context with names in the place of ids. What has no name any more is left out. */
function toPlan(request: NotificationRequest, alert: Alert | undefined, findName: FindName): MessagePlan {
  const { context, flowKey, flowRun } = request;
  const flow = alert?.flows.find(({ key, run }) => key === flowKey && run === flowRun);
  const note = flow?.kind === 'event' ? flow.note : undefined;
  if (!context) return note === undefined ? {} : { note };
  const { notifiedSince, notified, moreNotified, next, isLast } = context;
  const reason = toReason(request, findName);
  const forwardedFrom = findName('user', context.forwardedFrom);
  const actor = findName('user', context.actorUserId);
  const target = next && findName(next.recipient.type, next.recipient.id);
  return {
    ...(reason && { reason }),
    ...(forwardedFrom !== undefined && { forwardedFrom }),
    ...(notifiedSince !== undefined && { notifiedSince }),
    ...(notified && {
      notified: notified.flatMap(({ userId, at }) => {
        const name = findName('user', userId);
        return name === undefined ? [] : [{ name, ...(at !== undefined && { at }) }];
      }),
    }),
    ...(moreNotified !== undefined && { moreNotified }),
    ...(next &&
      target !== undefined && {
        next: {
          at: next.at,
          names: next.userIds.flatMap((id) => findName('user', id) ?? []),
          target: { type: next.recipient.type, name: target },
        },
      }),
    ...(isLast && { isLast }),
    ...(actor !== undefined && { actor }),
    ...(note !== undefined && { note }),
  };
}

function toReason(
  { event, flowKey, context }: NotificationRequest,
  findName: FindName,
): NotificationReason | undefined {
  if (event !== 'create-alert') return undefined;
  if (isAccountOwnerKey(flowKey)) return { kind: 'account-owner' };
  if (!context?.origin) return { kind: 'responder' };
  const { type, id } = context.origin;
  const name = findName(type, id);
  return name === undefined ? undefined : { kind: type, name };
}
