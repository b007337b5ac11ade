import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import type { ApiKey, Caller } from '../accounts/model.ts';
import type { AccountSettingsStore } from '../accounts/settings.ts';
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

/** The stores of an account's aggregates that refer to one another. */
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
  readonly settings: AccountSettingsStore;
}

interface Lister<T> {
  list(accountId: string): Promise<readonly T[]>;
}

/** The types of recipients, participants and responders. */
export type TargetType = 'user' | 'team' | 'escalation' | 'schedule';

export interface Target {
  readonly type: TargetType;
  readonly id: string;
}

/** A target as a request refers to it: by id or name (users: id or username). */
export interface TargetReference {
  readonly type: TargetType;
  readonly id?: string;
  readonly name?: string;
  readonly username?: string;
}

const findTarget = async (directory: Directory, accountId: string, reference: TargetReference) => {
  const name = reference.type === 'user' ? (reference.username ?? reference.name) : reference.name;
  const query = { ...(reference.id && { id: reference.id }), ...(name && { name }) };
  switch (reference.type) {
    case 'user':
      return directory.users.find(accountId, query);
    case 'team':
      return directory.teams.find(accountId, query);
    case 'escalation':
      return directory.escalations.find(accountId, query);
    case 'schedule':
      return directory.schedules.find(accountId, query);
  }
};

/** The target that a request refers to. Throws `invalid` for `field` if the account has no such target. */
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

/**
 * The id of the team that will own a resource: the team that the request names, or else the team of the caller's key. The
 * team of a key overwrites the team that the request names, as in Opsgenie. Throws `invalid` if the named team does not
 * exist, and `forbidden` if a user who acts for their team names another one.
 */
export async function resolveOwnerTeam(
  directory: Directory,
  caller: Caller,
  named: { readonly id?: string; readonly name?: string } | undefined,
): Promise<string | undefined> {
  if (!named || (caller.teamId && !caller.user)) return caller.teamId;
  const { id } = await resolveTarget(directory, caller.accountId, { type: 'team', ...named }, 'ownerTeam');
  if (caller.teamId && caller.teamId !== id) {
    throw forbidden('The user cannot give a resource of their team to another team.');
  }
  return id;
}

/** Adds the current name of a target, if it still exists. */
export type TargetFormatter = (target: Target) => NamedTarget;

/** A target as the API shows it. */
export interface NamedTarget extends Target {
  /** Present for a team, escalation or schedule that exists. */
  readonly name?: string;
  /** Present for a user who exists. */
  readonly username?: string;
}

/** Loads the names of all targets with one batch read for each type. */
export async function loadTargetFormatter(
  directory: Directory,
  accountId: string,
  targets: readonly Target[],
): Promise<TargetFormatter> {
  const idsByType = (type: TargetType) =>
    targets.filter((target) => target.type === type).map(({ id }) => id);
  const [users, teams, escalations, schedules] = await Promise.all([
    directory.users.getMany(accountId, idsByType('user')),
    directory.teams.getMany(accountId, idsByType('team')),
    directory.escalations.getMany(accountId, idsByType('escalation')),
    directory.schedules.getMany(accountId, idsByType('schedule')),
  ]);
  const usernames = new Map(users.map((user) => [user.id, user.username]));
  const names = new Map([...teams, ...escalations, ...schedules].map((named) => [named.id, named.name]));
  return ({ type, id }) => {
    const [member, name] = type === 'user' ? ['username', usernames.get(id)] : ['name', names.get(id)];
    return { type, id, ...(name !== undefined && { [member]: name }) };
  };
}
