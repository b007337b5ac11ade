import type { Instant } from '../../platform/clock.ts';
import { findFallbackResponder } from '../accounts/settings.ts';
import { stillReferenced } from '../kernel/errors.ts';
import { type EntityType, isActiveOrPlanned } from '../maintenance/model.ts';
import type { Directory, Target } from './directory.ts';

/** Something that refers to a target. Error messages show it as "escalation [Ops_escalation]". */
export interface Reference {
  readonly type:
    | 'team'
    | 'escalation'
    | 'schedule'
    | 'service'
    | 'policy'
    | 'integration'
    | 'heartbeat'
    | 'saved search'
    | 'API key'
    | 'user'
    | 'maintenance'
    | 'account';
  readonly id: string;
  readonly name: string;
  /** The team of a team policy, which is deleted with that team. */
  readonly teamId?: string;
}

/**
 * Everything that refers to a target: teams (members, routing rules), escalations, schedules, services (owner, audience),
 * responders of policies and integrations, owners of integrations and heartbeats, teams of keys and saved searches,
 * schedules of notification rules, and the fallback responder of the account. Reads the account's whole directory.
 *
 * Not included are what can lose its owner (schedules, escalations), what is deleted with a user (forwarding rules, keys)
 * and the saved searches of a user, which others can still use.
 */
export async function findReferences(
  directory: Directory,
  accountId: string,
  target: Target,
): Promise<readonly Reference[]> {
  const references = await Promise.all([
    findRecipientReferences(directory, accountId, target),
    target.type === 'team' ? findOwnedByTeam(directory, accountId, target.id) : [],
    target.type === 'schedule' ? findNotificationRules(directory, accountId, target.id) : [],
    findFallbackReference(directory, accountId, target),
  ]);
  return references.flat().filter((reference) => reference.id !== target.id);
}

async function findRecipientReferences(
  directory: Directory,
  accountId: string,
  target: Target,
): Promise<readonly Reference[]> {
  const [teams, escalations, schedules, services, policies, integrations] = await Promise.all([
    directory.teams.list(accountId),
    directory.escalations.list(accountId),
    directory.schedules.list(accountId),
    directory.services.list(accountId),
    directory.policies.alert.all(accountId),
    directory.integrations.list(accountId),
  ]);
  const isTarget = (other: { readonly type: string; readonly id?: string }) =>
    other.type === target.type && other.id === target.id;
  return [
    ...teams
      .filter(
        (team) =>
          team.routingRules.some(({ notify }) => isTarget(notify)) ||
          (target.type === 'user' && team.members.some(({ userId }) => userId === target.id)),
      )
      .map(toReference('team')),
    ...escalations
      .filter(({ rules }) => rules.some(({ recipient }) => isTarget(recipient)))
      .map(toReference('escalation')),
    ...schedules
      .filter(
        ({ rotations, overrides }) =>
          rotations.some(({ participants }) => participants.some(isTarget)) ||
          overrides.some(({ user }) => isTarget(user)),
      )
      .map(toReference('schedule')),
    ...services
      .filter(({ teamId, audience: { responder, stakeholder } }) => {
        if (target.type === 'team') return teamId === target.id || responder.teams.includes(target.id);
        const individuals = [...responder.individuals, ...stakeholder.individuals];
        return target.type === 'user' && individuals.includes(target.id);
      })
      .map(toReference('service')),
    ...policies.flatMap((list) =>
      list.policies
        .filter(({ responders }) => responders?.some(isTarget))
        .map((policy) => ({ ...toReference('policy')(policy), teamId: list.id })),
    ),
    ...integrations
      .filter(({ ownerTeamId, responders, actions }) => {
        const all = [...responders, ...actions.flatMap((action) => action.responders ?? [])];
        return all.some(isTarget) || (target.type === 'team' && ownerTeamId === target.id);
      })
      .map(toReference('integration')),
  ];
}

/**
 * The resources that belong to a team and would have no owner without it. Keys of integrations are reported as the
 * integration.
 */
async function findOwnedByTeam(
  directory: Directory,
  accountId: string,
  team: string,
): Promise<readonly Reference[]> {
  const [heartbeats, searches, keys] = await Promise.all([
    directory.heartbeats.list(accountId),
    directory.savedSearches.list(accountId),
    directory.apiKeys.list(accountId),
  ]);
  return [
    ...heartbeats.filter(({ ownerTeamId }) => ownerTeamId === team).map(toReference('heartbeat')),
    ...searches.filter(({ teamIds }) => teamIds.includes(team)).map(toReference('saved search')),
    ...keys
      .filter((key) => key.enabled && key.teamId === team && key.integrationVersion === undefined)
      .map(({ keyId }) => toReference('API key')({ id: keyId, name: keyId })),
  ];
}

/** The users with a notification rule for the schedule. */
async function findNotificationRules(
  directory: Directory,
  accountId: string,
  schedule: string,
): Promise<readonly Reference[]> {
  const users = await directory.users.list(accountId);
  return users
    .filter(({ notificationRules }) =>
      notificationRules.some(({ schedules }) => schedules.includes(schedule)),
    )
    .map(({ id, username }) => toReference('user')({ id, name: username }));
}

async function findFallbackReference(
  { settings }: Directory,
  accountId: string,
  target: Target,
): Promise<readonly Reference[]> {
  const fallback = await findFallbackResponder(settings, accountId);
  const isTarget = fallback?.type === target.type && fallback.id === target.id;
  return isTarget ? [{ type: 'account', id: accountId, name: 'fallback responder' }] : [];
}

const toReference =
  <T extends Reference['type']>(type: T) =>
  ({ id, name }: { readonly id: string; readonly name: string }) => ({ type, id, name });

/** Active and planned maintenance with a rule about one of the entities. */
export async function findMaintenanceReferences(
  { maintenance }: Pick<Directory, 'maintenance'>,
  accountId: string,
  type: EntityType,
  ids: readonly string[],
  now: Instant,
): Promise<readonly Reference[]> {
  if (ids.length === 0) return [];
  const maintenances = (await maintenance.listActiveOrPlanned(accountId)).filter(
    (each) =>
      isActiveOrPlanned(each, now) &&
      each.rules.some(({ entity }) => entity.type === type && ids.includes(entity.id)),
  );
  return maintenances.map(({ id, description }) =>
    toReference('maintenance')({ id, name: description || id }),
  );
}

/** Throws `still-referenced` if active or planned maintenance has a rule about the entity, whose name is `label`. */
export async function requireNoMaintenance(
  directory: Pick<Directory, 'maintenance'>,
  accountId: string,
  entity: { readonly type: EntityType; readonly id: string },
  label: string,
  now: Instant,
): Promise<void> {
  const references = await findMaintenanceReferences(directory, accountId, entity.type, [entity.id], now);
  if (references.length > 0)
    throw stillReferenced(`${label} cannot be deleted, it is used in: ${formatReferences(references)}.`);
}

/** Formats references for an error message: "team [Ops], schedule [Ops_schedule]". */
export const formatReferences = (references: readonly Reference[]): string =>
  references.map(({ type, name }) => `${type} [${name}]`).join(', ');
