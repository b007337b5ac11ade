import type { Instant } from '../../platform/clock.ts';
import { alertPk, configurationKey, LOG_PREFIX, NOTIFICATION_PREFIX } from '../../platform/keys.ts';
import { type Item, queryAll, type Table } from '../../platform/table.ts';
import type { LogFact } from '../alerts/log-facts.ts';
import type { Alert } from '../alerts/model.ts';
import { readDuplicateLogItems } from '../alerts/store/duplicate-log.ts';
import { toZonedFormat } from '../kernel/zoned-format.ts';
import type { NotificationRecord } from '../notifications/model.ts';
import { toNotificationRecord } from '../notifications/store.ts';
import type { User } from '../users/model.ts';
import type { StoryMaterial } from './build-entries.ts';
import type { StoredLogEntry } from './log-entries.ts';
import type { StoryNames } from './model.ts';

/** The log and the notifications of the alert. */
export async function readMaterial(table: Table, alert: Alert): Promise<StoryMaterial> {
  const pk = alertPk(alert.accountId, alert.id);
  const [stored, duplicates, notifications] = await Promise.all([
    queryAll(table, { pk, sk: { beginsWith: LOG_PREFIX } }),
    readDuplicateLogItems(table, alert),
    queryAll<Item & NotificationRecord>(table, { pk, sk: { beginsWith: NOTIFICATION_PREFIX } }),
  ]);
  // An attempt may have left an entry of a duplicate that was then counted beside the alert.
  const log = [...new Map([...stored, ...duplicates].map((entry) => [entry.sk, entry])).values()].sort(
    (a, b) => (a.sk < b.sk ? -1 : 1),
  );
  return {
    alert,
    log: log.map(toStoredLogEntry),
    notifications: notifications.map(toNotificationRecord),
  };
}

const toStoredLogEntry = ({ sk, createdAt, log, owner, type, fact }: Item): StoredLogEntry => ({
  id: sk,
  createdAt: Number(createdAt),
  log: String(log),
  owner: String(owner ?? ''),
  type: String(type ?? ''),
  ...(fact !== undefined && { fact: fact as LogFact }),
});

interface NamedThing {
  readonly type: string;
  readonly id: string;
}

const TYPES = {
  user: 'USER',
  team: 'TEAM',
  escalation: 'ESCALATION',
  schedule: 'SCHEDULE',
} as const;

const isNamed = (type: string): type is keyof typeof TYPES => Object.hasOwn(TYPES, type);

/** The users, teams, escalations and schedules that the material mentions. */
export function listMentioned({ alert, log, notifications }: StoryMaterial): readonly NamedThing[] {
  const users = (ids: readonly string[]) => ids.map((id) => ({ type: 'user', id }));
  return [
    ...alert.responders,
    ...alert.flows.flatMap((flow) => (flow.kind === 'responder' ? flow.target : [])),
    ...users(notifications.map(({ userId }) => userId)),
    ...log.flatMap(({ fact }) => {
      if (fact?.kind !== 'fired') return [];
      const { escalation, recipients, people, unreachable, muted, forwarded, skipped } = fact;
      return [
        ...(escalation ? [{ type: 'escalation', id: escalation.id }] : []),
        ...recipients,
        ...users(people),
        ...users([...(unreachable ?? []), ...(muted ?? []), ...(skipped ?? [])].map(({ userId }) => userId)),
        ...users((forwarded ?? []).flatMap(({ from, to }) => [from, to])),
      ];
    }),
  ];
}

/** Reads the names of all these, and shows instants in the zone. */
export async function readNames(
  table: Table,
  accountId: string,
  mentioned: readonly NamedThing[],
  { now, timeZone }: { readonly now: Instant; readonly timeZone: string },
): Promise<StoryNames> {
  const keys = new Map(
    mentioned.flatMap(({ type, id }) =>
      isNamed(type) ? [[`${type} ${id}`, configurationKey(accountId, TYPES[type], id)]] : [],
    ),
  );
  const items = new Map(
    (await table.batchGet([...keys.values()])).map((item) => [`${item.pk} ${item.sk}`, item]),
  );
  const find = (type: string, id: string) => {
    const key = keys.get(`${type} ${id}`);
    return key && items.get(`${key.pk} ${key.sk}`);
  };
  return {
    getPerson(id) {
      const user = find('user', id) as unknown as User | undefined;
      return { id, username: user?.username ?? '', fullName: user?.fullName ?? '' };
    },
    getName(type, id) {
      const found = find(type, id);
      const name = type === 'user' ? (found?.fullName ?? found?.username) : found?.name;
      return typeof name === 'string' && name !== '' ? name : id;
    },
    format: toZonedFormat(timeZone, now),
  };
}
