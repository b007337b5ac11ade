import type { Caller } from '../accounts/model.ts';
import type { Escalation } from '../escalations/model.ts';
import type { ForwardingRules } from '../forwarding-rules/model.ts';
import type { Integration } from '../integrations/model.ts';
import type { ConfigurationStore } from '../platform/configuration-store.ts';
import { forbidden, unprocessable } from '../platform/errors.ts';
import type { PolicyStores } from '../policies/store.ts';
import type { CustomRole } from '../roles/model.ts';
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

const found = async (directory: Directory, accountId: string, reference: TargetReference) => {
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
 * The target that the client means, by id. Throws 422 for `field` where the account has no such thing.
 */
export async function resolved<T extends TargetType>(
  directory: Directory,
  accountId: string,
  reference: TargetReference & { readonly type: T },
  field: string,
): Promise<{ readonly type: T; readonly id: string }> {
  const target = await found(directory, accountId, reference);
  if (target) return { type: reference.type, id: target.id };
  const name = reference.id ?? reference.username ?? reference.name ?? '';
  throw unprocessable({ [field]: `No ${reference.type} exists with [${name}]` });
}

/** The team that is to own a thing; a team's key makes things of its team, and no other's (403). */
export async function ownerOf(
  directory: Directory,
  caller: Caller,
  named: { readonly id?: string; readonly name?: string } | undefined,
): Promise<string | undefined> {
  if (!named) return caller.teamId;
  const { id } = await resolved(directory, caller.accountId, { type: 'team', ...named }, 'ownerTeam');
  if (caller.teamId && caller.teamId !== id) {
    throw forbidden('A key of a team cannot give things to another.');
  }
  return id;
}

/** A target as the API gives it back: with its name or username, for as long as it exists. */
export type TargetView = (target: Target) => Readonly<Record<string, string>>;

/** Reads the names of all targets, with one call for each type that occurs. */
export async function targetViews(
  directory: Directory,
  accountId: string,
  targets: readonly Target[],
): Promise<TargetView> {
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

/** Something that a target is used in, as an error names it to a person: "escalation Ops_escalation". */
export interface Usage {
  readonly type: 'team' | 'escalation' | 'schedule' | 'service' | 'policy' | 'integration';
  readonly id: string;
  readonly name: string;
  /** Of a team's policy: it goes with that team. */
  readonly teamId?: string;
}

/**
 * Where a target is a member, recipient, participant, owner of a service or of its audience, the end of a routing rule,
 * the owner of an integration, or a responder that a policy or an integration adds. Reads the account's whole directory.
 */
export async function usagesOf(
  directory: Directory,
  accountId: string,
  target: Target,
): Promise<readonly Usage[]> {
  const [teams, escalations, schedules, services, policies, integrations] = await Promise.all([
    directory.teams.list(accountId),
    directory.escalations.list(accountId),
    directory.schedules.list(accountId),
    directory.services.list(accountId),
    directory.policies.alert.all(accountId),
    directory.integrations.list(accountId),
  ]);
  const is = (other: { readonly type: string; readonly id?: string }) =>
    other.type === target.type && other.id === target.id;
  const using = [
    ...teams
      .filter(
        (team) =>
          team.routingRules.some(({ notify }) => is(notify)) ||
          (target.type === 'user' && team.members.some(({ userId }) => userId === target.id)),
      )
      .map((it) => ({ type: 'team' as const, id: it.id, name: it.name })),
    ...escalations
      .filter(({ rules }) => rules.some(({ recipient }) => is(recipient)))
      .map((it) => ({ type: 'escalation' as const, id: it.id, name: it.name })),
    ...schedules
      .filter(
        ({ rotations, overrides }) =>
          rotations.some(({ participants }) => participants.some(is)) ||
          overrides.some(({ user }) => is(user)),
      )
      .map((it) => ({ type: 'schedule' as const, id: it.id, name: it.name })),
    ...services
      .filter(({ teamId, audience: { responder, stakeholder } }) => {
        if (target.type === 'team') return teamId === target.id || responder.teams.includes(target.id);
        const individuals = [...responder.individuals, ...stakeholder.individuals];
        return target.type === 'user' && individuals.includes(target.id);
      })
      .map((it) => ({ type: 'service' as const, id: it.id, name: it.name })),
    ...policies.flatMap((list) =>
      list.policies
        .filter(({ responders }) => responders?.some(is))
        .map(({ id, name }) => ({ type: 'policy' as const, id, name, teamId: list.id })),
    ),
    ...integrations
      .filter(({ ownerTeamId, responders, actions }) => {
        const all = [...responders, ...actions.flatMap((action) => action.responders ?? [])];
        return all.some(is) || (target.type === 'team' && ownerTeamId === target.id);
      })
      .map(({ id, name }) => ({ type: 'integration' as const, id, name })),
  ];
  return using.filter((usage) => usage.id !== target.id);
}

/** "team Ops, schedule Ops_schedule": usages for the message of an error. */
export const listed = (usages: readonly Usage[]): string =>
  usages.map(({ type, name }) => `${type} [${name}]`).join(', ');
