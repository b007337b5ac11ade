import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import type { ApiKey, Caller } from '../accounts/model.ts';
import type { Escalation } from '../escalations/model.ts';
import type { ForwardingRules } from '../forwarding-rules/model.ts';
import type { Heartbeat } from '../heartbeats/model.ts';
import type { Integration } from '../integrations/model.ts';
import { forbidden, invalid } from '../kernel/errors.ts';
import type { MaintenanceSource } from '../maintenance/apply-maintenance.ts';
import type { PolicyStores } from '../policies/store.ts';
import type { CustomRole } from '../roles/model.ts';
import type { SavedSearch } from '../saved-searches/store.ts';
import type { Schedule } from '../schedules/model.ts';
import type { Service } from '../services/model.ts';
import type { Team } from '../teams/model.ts';
import type { User } from '../users/model.ts';

/**
 * The aggregates of an account that refer to one another. Routes are given the directory, so that none of them imports
 * a sibling's store.
 */
export interface Directory {
  readonly users: ConfigurationStore<User>;
  readonly teams: ConfigurationStore<Team>;
  readonly escalations: ConfigurationStore<Escalation>;
  readonly schedules: ConfigurationStore<Schedule>;
  readonly services: ConfigurationStore<Service>;
  readonly policies: PolicyStores;
  readonly integrations: ConfigurationStore<Integration>;
  readonly roles: ConfigurationStore<CustomRole>;
  readonly forwardingRules: ConfigurationStore<ForwardingRules>;
  readonly heartbeats: Lister<Heartbeat>;
  readonly savedSearches: Lister<SavedSearch>;
  readonly apiKeys: Lister<ApiKey>;
  readonly maintenance: MaintenanceSource;
}

/** Where all of a kind are read. */
interface Lister<T> {
  list(accountId: string): Promise<readonly T[]>;
}

/** The kinds of thing that a recipient, participant or target can be. */
export type TargetType = 'user' | 'team' | 'escalation' | 'schedule';

export interface Target {
  readonly type: TargetType;
  readonly id: string;
}

/** A target as a client names it. */
export interface TargetReference {
  readonly type: TargetType;
  readonly id?: string;
  readonly name?: string;
  readonly username?: string;
}

const findTarget = async (directory: Directory, accountId: string, reference: TargetReference) => {
  const name = reference.type === 'user' ? (reference.username ?? reference.name) : reference.name;
  const wanted = { ...(reference.id && { id: reference.id }), ...(name && { name }) };
  switch (reference.type) {
    case 'user':
      return directory.users.find(accountId, wanted);
    case 'team':
      return directory.teams.find(accountId, wanted);
    case 'escalation':
      return directory.escalations.find(accountId, wanted);
    case 'schedule':
      return directory.schedules.find(accountId, wanted);
  }
};

/**
 * The target that the client means, by id. Throws `invalid` for `field` where the account has no such thing.
 */
export async function resolveTarget<T extends TargetType>(
  directory: Directory,
  accountId: string,
  reference: TargetReference & { readonly type: T },
  field: string,
): Promise<{ readonly type: T; readonly id: string }> {
  const target = await findTarget(directory, accountId, reference);
  if (target) return { type: reference.type, id: target.id };
  const name = reference.id ?? reference.username ?? reference.name ?? '';
  throw invalid({ [field]: `No ${reference.type} exists with [${name}]` });
}

/** The team that is to own a thing; a team's key makes things of its team, and no other's (`forbidden`). */
export async function resolveOwnerTeam(
  directory: Directory,
  caller: Caller,
  named: { readonly id?: string; readonly name?: string } | undefined,
): Promise<string | undefined> {
  if (!named) return caller.teamId;
  const { id } = await resolveTarget(directory, caller.accountId, { type: 'team', ...named }, 'ownerTeam');
  if (caller.teamId && caller.teamId !== id) {
    throw forbidden('A key of a team cannot give things to another.');
  }
  return id;
}

/** A target as the API gives it back: with its name or username, for as long as it exists. */
export type TargetFormatter = (target: Target) => NamedTarget;

export interface NamedTarget extends Target {
  /** Of a team, escalation or schedule that exists. */
  readonly name?: string;
  /** Of a user who exists. */
  readonly username?: string;
}

/** Reads the names of all targets, with one call for each type that occurs. */
export async function loadTargetFormatter(
  directory: Directory,
  accountId: string,
  targets: readonly Target[],
): Promise<TargetFormatter> {
  const idsOf = (type: TargetType) => targets.filter((target) => target.type === type).map(({ id }) => id);
  const [users, teams, escalations, schedules] = await Promise.all([
    directory.users.getMany(accountId, idsOf('user')),
    directory.teams.getMany(accountId, idsOf('team')),
    directory.escalations.getMany(accountId, idsOf('escalation')),
    directory.schedules.getMany(accountId, idsOf('schedule')),
  ]);
  const usernames = new Map(users.map((user) => [user.id, user.username]));
  const names = new Map([...teams, ...escalations, ...schedules].map((named) => [named.id, named.name]));
  return ({ type, id }) => {
    const [member, name] = type === 'user' ? ['username', usernames.get(id)] : ['name', names.get(id)];
    return { type, id, ...(name !== undefined && { [member]: name }) };
  };
}
