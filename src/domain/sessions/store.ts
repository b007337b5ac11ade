import { type Instant, SECOND } from '../../platform/clock.ts';
import { sessionKey, sessionsPk } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifExists, queryAll, type Table } from '../../platform/table.ts';
import { getSessionEnd, type Session, type SessionLimits } from './model.ts';

/** The sessions of users, one item each. The table deletes them some time after they have ended. */
export interface SessionStore {
  readonly put: (session: Session) => Promise<void>;
  readonly get: (accountId: string, userId: string, id: string) => Promise<Session | undefined>;
  /** The user's sessions, those that have ended included until the table deletes them. */
  readonly list: (accountId: string, userId: string) => Promise<readonly Session[]>;
  /** Notes that the session was used. A session that was deleted meanwhile stays deleted. */
  readonly touch: (session: Session, now: Instant) => Promise<void>;
  readonly delete: (accountId: string, userId: string, id: string) => Promise<void>;
}

export function createSessionStore(table: Table, limits: SessionLimits): SessionStore {
  const toExpiry = (session: Pick<Session, 'createdAt' | 'lastUsedAt'>) =>
    Math.ceil(getSessionEnd(session, limits) / SECOND);
  const fromItem = ({ pk: _pk, sk: _sk, expiresAt: _expiresAt, ...session }: Item): Session =>
    session as unknown as Session;

  return {
    put: (session) =>
      table.put({
        ...sessionKey(session.accountId, session.userId, session.id),
        ...session,
        expiresAt: toExpiry(session),
      }),
    async get(accountId, userId, id) {
      const item = await table.get(sessionKey(accountId, userId, id));
      return item && fromItem(item);
    },
    list: async (accountId, userId) =>
      (await queryAll(table, { pk: sessionsPk(accountId, userId) })).map(fromItem),
    async touch(session, now) {
      const change = {
        expression: 'SET lastUsedAt = :now, expiresAt = :expiresAt',
        values: { ':now': now, ':expiresAt': toExpiry({ ...session, lastUsedAt: now }) },
      };
      const { accountId, userId, id } = session;
      await conditionHolds(table.update(sessionKey(accountId, userId, id), change, ifExists));
    },
    delete: (accountId, userId, id) => table.delete(sessionKey(accountId, userId, id)),
  };
}
