import { getAccountTimeZone } from '../../domain/accounts/settings.ts';
import type { Directory, Target } from '../../domain/directory/directory.ts';
import {
  findMaintenanceReferences,
  findReferences,
  formatReferences,
} from '../../domain/directory/references.ts';
import { stillReferenced } from '../../domain/kernel/errors.ts';
import type { Responder } from '../../domain/kernel/responder.ts';
import {
  defaultEscalation,
  defaultIds,
  defaultRoutingRule,
  defaultSchedule,
} from '../../domain/teams/defaults.ts';
import type { Team } from '../../domain/teams/model.ts';
import { nameOrConflict } from '../../http/resource.ts';
import type { Instant } from '../../platform/clock.ts';
import { type Aggregate, type ConfigurationStore, NameTaken } from '../../platform/configuration-store.ts';

/** A team to create. */
export type NewTeam = Pick<Team, 'id' | 'name' | 'description' | 'members'>;

/**
 * Creates a team with a schedule, an escalation and the routing rule to it. The team is stored last, so that a team
 * that can be found can be paged. All ids derive from the id of the team, so a repeated call completes what a crash
 * interrupted and otherwise changes nothing. Throws `conflict` if the name is taken, and then leaves nothing
 * behind.
 */
export async function createTeam(
  directory: Directory,
  accountId: string,
  { id, name, description, members }: NewTeam,
  now: Instant,
): Promise<Team> {
  const [holder, timezone] = await Promise.all([
    directory.teams.getByName(accountId, name),
    getAccountTimeZone(directory.settings, accountId),
  ]);
  return nameOrConflict('Team', async () => {
    if (holder && holder.id !== id) throw new NameTaken();
    await createWithFreeName(`${name}_schedule`, id, (free) =>
      directory.schedules.create(accountId, defaultSchedule({ id, members }, free, timezone, now)),
    );
    await createWithFreeName(`${name}_escalation`, id, (free) =>
      directory.escalations.create(accountId, defaultEscalation(id, free)),
    );
    const team = { id, name, description, members, routingRules: [defaultRoutingRule(id, timezone)] };
    try {
      return await directory.teams.create(accountId, team);
    } catch (error) {
      // Another request created a team with the same name first.
      if (error instanceof NameTaken) await deleteDefaults(directory, accountId, id);
      throw error;
    }
  });
}

/** Writes with the name or, if it is taken, with the name and a part of the id of the team. */
async function createWithFreeName(
  name: string,
  teamId: string,
  write: (name: string) => Promise<unknown>,
): Promise<void> {
  try {
    await write(name);
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error;
    await write(`${name}_${teamId.slice(0, 8)}`);
  }
}

async function deleteDefaults(directory: Directory, accountId: string, teamId: string): Promise<void> {
  const ids = defaultIds(teamId);
  await directory.escalations.delete(accountId, ids.escalation);
  await directory.schedules.delete(accountId, ids.schedule);
}

/** Removes the team as the owner of the aggregates that stay. */
async function removeOwner<T extends Aggregate & { readonly ownerTeamId?: string }>(
  store: ConfigurationStore<T>,
  accountId: string,
  teamId: string,
): Promise<void> {
  const owned = (await store.list(accountId)).filter(({ ownerTeamId }) => ownerTeamId === teamId);
  for (const { id } of owned) {
    await store.update(accountId, id, (current) => {
      const { ownerTeamId, ...rest } = current;
      return ownerTeamId === teamId ? (rest as typeof current) : current;
    });
  }
}

/**
 * Deletes a team, its policies and its default schedule and escalation, unless another team owns these by now. Other
 * schedules and escalations of the team stay without an owner, because others may use them. Throws `still-referenced` if
 * anything that stays refers to what would be deleted. The team is deleted last, so that an interrupted deletion can be
 * repeated.
 */
export async function deleteTeam(
  directory: Directory,
  accountId: string,
  { id, name }: Pick<Team, 'id' | 'name'>,
  now: Instant,
  prepareDeletion: (deleted: readonly Responder[]) => Promise<void> = async () => {},
): Promise<void> {
  const ids = defaultIds(id);
  const [escalation, schedule] = await Promise.all([
    directory.escalations.get(accountId, ids.escalation),
    directory.schedules.get(accountId, ids.schedule),
  ]);
  // What has got another owner since is no longer the team's, and people may depend on it.
  const deletesEscalation = escalation?.ownerTeamId === id;
  const deletesSchedule = schedule?.ownerTeamId === id;
  const deleted: readonly Target[] = [
    { type: 'team', id },
    ...(deletesEscalation ? [{ type: 'escalation' as const, id: ids.escalation }] : []),
    ...(deletesSchedule ? [{ type: 'schedule' as const, id: ids.schedule }] : []),
  ];
  const { alert, notification } = directory.policies;
  const lists = await Promise.all([alert.get(accountId, id), notification.get(accountId, id)]);
  const policyIds = lists.flatMap(({ policies }) => policies.map((policy) => policy.id));
  const references = (
    await Promise.all([
      ...deleted.map((target) => findReferences(directory, accountId, target)),
      findMaintenanceReferences(directory, accountId, 'policy', policyIds, now),
    ])
  ).flat();
  const staying = references.filter(
    (reference) => reference.teamId !== id && !deleted.some((target) => target.id === reference.id),
  );
  if (staying.length > 0) {
    throw stillReferenced(`Team [${name}] cannot be deleted, it is used in: ${formatReferences(staying)}.`);
  }
  await prepareDeletion(deleted as readonly Responder[]);
  await alert.delete(accountId, id);
  await notification.delete(accountId, id);
  if (deletesEscalation) await directory.escalations.delete(accountId, ids.escalation);
  if (deletesSchedule) await directory.schedules.delete(accountId, ids.schedule);
  await removeOwner(directory.schedules, accountId, id);
  await removeOwner(directory.escalations, accountId, id);
  await directory.teams.delete(accountId, id);
}
