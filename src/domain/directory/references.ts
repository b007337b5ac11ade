import type { Instant } from '../../platform/clock.ts';
import { stillReferenced } from '../kernel/errors.ts';
import { type EntityType, isAhead } from '../maintenance/model.ts';
import type { Directory, Target } from './directory.ts';

/** Something that a target is used in, as an error names it to a person: "escalation [Ops_escalation]". */
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
    | 'maintenance';
  readonly id: string;
  readonly name: string;
  /** Of a team's policy: it goes with that team. */
  readonly teamId?: string;
}

/**
 * Where a target is a member, recipient, participant, owner of a service or of its audience, the end of a routing rule,
 * the owner of an integration or heartbeat, a responder that a policy or an integration adds, the team of a key or of a
 * saved search, or a schedule of somebody's notification rule. Reads the account's whole directory.
 *
 * Not among them are the owners of schedules and escalations, which may lose their owner, forwarding rules and keys of
 * users, which end with the user, and saved searches of a user, which anybody may go on using.
 */
export async function findReferences(
  directory: Directory,
  accountId: string,
  target: Target,
): Promise<readonly Reference[]> {
  const using = await Promise.all([
    plansUsing(directory, accountId, target),
    target.type === 'team' ? belongingTo(directory, accountId, target.id) : [],
    target.type === 'schedule' ? rulesAbout(directory, accountId, target.id) : [],
  ]);
  return using.flat().filter((reference) => reference.id !== target.id);
}

/** What decides whom alerts and incidents are for. */
async function plansUsing(
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
  const is = (other: { readonly type: string; readonly id?: string }) =>
    other.type === target.type && other.id === target.id;
  return [
    ...teams
      .filter(
        (team) =>
          team.routingRules.some(({ notify }) => is(notify)) ||
          (target.type === 'user' && team.members.some(({ userId }) => userId === target.id)),
      )
      .map(named('team')),
    ...escalations
      .filter(({ rules }) => rules.some(({ recipient }) => is(recipient)))
      .map(named('escalation')),
    ...schedules
      .filter(
        ({ rotations, overrides }) =>
          rotations.some(({ participants }) => participants.some(is)) ||
          overrides.some(({ user }) => is(user)),
      )
      .map(named('schedule')),
    ...services
      .filter(({ teamId, audience: { responder, stakeholder } }) => {
        if (target.type === 'team') return teamId === target.id || responder.teams.includes(target.id);
        const individuals = [...responder.individuals, ...stakeholder.individuals];
        return target.type === 'user' && individuals.includes(target.id);
      })
      .map(named('service')),
    ...policies.flatMap((list) =>
      list.policies
        .filter(({ responders }) => responders?.some(is))
        .map((policy) => ({ ...named('policy')(policy), teamId: list.id })),
    ),
    ...integrations
      .filter(({ ownerTeamId, responders, actions }) => {
        const all = [...responders, ...actions.flatMap((action) => action.responders ?? [])];
        return all.some(is) || (target.type === 'team' && ownerTeamId === target.id);
      })
      .map(named('integration')),
  ];
}

/** What is a team's and would be nobody's. Keys of integrations are told of as the integrations. */
async function belongingTo(
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
    ...heartbeats.filter(({ ownerTeamId }) => ownerTeamId === team).map(named('heartbeat')),
    ...searches.filter(({ teamIds }) => teamIds.includes(team)).map(named('saved search')),
    ...keys
      .filter((key) => key.enabled && key.teamId === team && key.integrationVersion === undefined)
      .map(({ keyId }) => named('API key')({ id: keyId, name: keyId })),
  ];
}

/** The users who have a notification rule about the schedule. */
async function rulesAbout(
  directory: Directory,
  accountId: string,
  schedule: string,
): Promise<readonly Reference[]> {
  const users = await directory.users.list(accountId);
  return users
    .filter(({ notificationRules }) =>
      notificationRules.some(({ schedules }) => schedules.includes(schedule)),
    )
    .map(({ id, username }) => named('user')({ id, name: username }));
}

const named =
  <T extends Reference['type']>(type: T) =>
  ({ id, name }: { readonly id: string; readonly name: string }) => ({ type, id, name });

/** The maintenance that is active or planned and has a rule about one of the entities. */
export async function findMaintenanceReferences(
  { maintenance }: Pick<Directory, 'maintenance'>,
  accountId: string,
  type: EntityType,
  ids: readonly string[],
  now: Instant,
): Promise<readonly Reference[]> {
  if (ids.length === 0) return [];
  const about = (await maintenance.ahead(accountId)).filter(
    (each) =>
      isAhead(each, now) && each.rules.some(({ entity }) => entity.type === type && ids.includes(entity.id)),
  );
  return about.map(({ id, description }) => named('maintenance')({ id, name: description || id }));
}

/** Throws `still-referenced` if maintenance that is ahead has a rule about the entity, whose name is `label`. */
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

/** "team [Ops], schedule [Ops_schedule]": references for the message of an error. */
export const formatReferences = (references: readonly Reference[]): string =>
  references.map(({ type, name }) => `${type} [${name}]`).join(', ');
