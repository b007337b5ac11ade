import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { type AccountSettingsStore, findFallbackResponder } from '../accounts/settings.ts';
import type { Escalation } from '../escalations/model.ts';
import type { Reference, Responder, ResponderReference, ResponderType } from '../kernel/responder.ts';
import type { Schedule } from '../schedules/model.ts';
import type { Team } from '../teams/model.ts';
import type { User } from '../users/model.ts';
import type { FallbackResponder, UserRef } from './reducer/types.ts';

/** Finds what clients reference by id, name or username. Undefined if it does not exist. */
export interface ResponderFinder {
  findUser(accountId: string, reference: Reference): Promise<UserRef | undefined>;
  findEscalation(accountId: string, reference: Reference): Promise<Escalation | undefined>;
  /** The id of a team, escalation, schedule or user. */
  findId(accountId: string, type: ResponderType, reference: Reference): Promise<string | undefined>;
  /** The users with the role owner who are not blocked, at most {@link MAX_ACCOUNT_OWNERS}. */
  listAccountOwners?(accountId: string): Promise<readonly UserRef[]>;
  /** The fallback responder of the account; undefined if none is set, or if it no longer exists. */
  findFallback?(accountId: string): Promise<FallbackResponder | undefined>;
}

/** An alert that nobody else can be notified of notifies at most this many owners of the account. */
const MAX_ACCOUNT_OWNERS = 10;

export interface ResponderStores {
  readonly users: ConfigurationStore<User>;
  readonly teams: ConfigurationStore<Team>;
  readonly escalations: ConfigurationStore<Escalation>;
  readonly schedules: ConfigurationStore<Schedule>;
  /** Without them, no account has a fallback responder. */
  readonly settings?: Pick<AccountSettingsStore, 'get'>;
}

/** Finds responders in the configuration of the account. */
export function createResponderFinder({
  users,
  teams,
  escalations,
  schedules,
  settings,
}: ResponderStores): ResponderFinder {
  const findUser: ResponderFinder['findUser'] = async (accountId, { id, username, name }) => {
    const usernameOrName = username || name;
    const found = await users.find(accountId, {
      ...(id && { id }),
      ...(usernameOrName && { name: usernameOrName }),
    });
    return found && { id: found.id, username: found.username };
  };
  const findEscalation: ResponderFinder['findEscalation'] = (accountId, { id, name }) =>
    escalations.find(accountId, { ...(id && { id }), ...(name && { name }) });
  const stores = { team: teams, escalation: escalations, schedule: schedules };
  return {
    findUser,
    findEscalation,
    async listAccountOwners(accountId) {
      const all = await users.list(accountId);
      return all
        .filter(({ role, blocked }) => !blocked && role.name.toLowerCase() === 'owner')
        .slice(0, MAX_ACCOUNT_OWNERS)
        .map(({ id, username }) => ({ id, username }));
    },
    async findFallback(accountId) {
      const responder = settings && (await findFallbackResponder(settings, accountId));
      if (!responder) return undefined;
      const { type, id } = responder;
      if (type === 'user') {
        const user = await users.get(accountId, id);
        return user && { responder, name: user.username };
      }
      const found = await stores[type].get(accountId, id);
      return found && { responder, name: found.name };
    },
    async findId(accountId, type, reference) {
      if (type === 'user') return (await findUser(accountId, reference))?.id;
      const { id, name } = reference;
      const found = await stores[type].find(accountId, { ...(id && { id }), ...(name && { name }) });
      return found?.id;
    },
  };
}

const describeReference = ({ type, id, name, username }: ResponderReference): string =>
  `${type} ${name || username || id || ''}`.trim();

/** The responders that exist, each once and in the order given, and descriptions of those that do not. */
export async function resolveResponders(
  directory: ResponderFinder,
  accountId: string,
  references: readonly ResponderReference[],
): Promise<{ readonly found: readonly Responder[]; readonly unknown: readonly string[] }> {
  const ids = await Promise.all(
    references.map((reference) => directory.findId(accountId, reference.type, reference)),
  );
  const found = new Map<string, Responder>();
  const unknown: string[] = [];
  references.forEach((reference, i) => {
    const id = ids[i];
    if (id) found.set(`${reference.type}:${id}`, { type: reference.type, id });
    else unknown.push(describeReference(reference));
  });
  return { found: [...found.values()], unknown };
}
