import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { forbidden } from '../../domain/kernel/errors.ts';
import { type EffectiveRole, type Membership, managesUsers, type Person } from '../../domain/roles/model.ts';
import { effectiveRoleOf } from '../../domain/roles/resolve-role.ts';
import type { Team } from '../../domain/teams/model.ts';
import { callerOfKey } from '../../http/app.ts';
import type { AskedFor, UserAccess } from '../../http/user-access.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import { mayCall } from './required-rights.ts';

/** How long what a user may do is trusted after it was read, as the key itself is. */
export const STANDING_CACHE_MS = 10 * SECOND;

const STANDING_CACHE_ENTRIES = 1_000;

/** A user as of their last reading. */
interface Standing {
  readonly blocked: boolean;
  readonly person: Person;
  readonly role: EffectiveRole;
}

type AccessDirectory = Pick<
  Directory,
  'users' | 'teams' | 'roles' | 'schedules' | 'escalations' | 'services'
>;

/** What users may do with keys of their own, by their role and their teams. */
export function userAccess(directory: AccessDirectory, clock: Clock): UserAccess {
  const cache = createExpiringCache<Standing | undefined>({
    ttlMs: STANDING_CACHE_MS,
    maxEntries: STANDING_CACHE_ENTRIES,
  });

  const standingOf = (accountId: string, userId: string): Promise<Standing | undefined> =>
    cache.getOrLoad(`${accountId} ${userId}`, clock(), () => readStanding(directory, accountId, userId));

  return async (key, asked) => {
    const standing = key.userId ? await standingOf(key.accountId, key.userId) : undefined;
    if (!standing) throw forbidden('The user of the key does not exist.');
    if (standing.blocked) throw forbidden('The user of the key is blocked.');
    const { person, role } = standing;
    const caller: Caller = {
      ...callerOfKey(key),
      user: {
        id: person.id,
        username: person.username,
        manages: managesUsers(role),
        isOwner: role.base === 'owner',
      },
    };
    const verdict = mayCall(role, asked.route, asked.params, person);
    if (verdict.kind === 'no') {
      throw forbidden(
        `The role of the user does not carry the right that this operation needs: ${verdict.right}.`,
      );
    }
    if (verdict.kind === 'yes') return caller;
    const teams = key.teamId ? verdict.teams.filter(({ id }) => id === key.teamId) : verdict.teams;
    return { ...caller, teamId: await teamMeant(directory, key.accountId, asked, teams) };
  };
}

async function readStanding(
  directory: AccessDirectory,
  accountId: string,
  userId: string,
): Promise<Standing | undefined> {
  const [user, teams] = await Promise.all([
    directory.users.get(accountId, userId),
    directory.teams.list(accountId),
  ]);
  if (!user) return undefined;
  return {
    blocked: user.blocked,
    person: {
      id: user.id,
      username: user.username,
      teams: teams.flatMap((team) => membershipIn(team, userId) ?? []),
    },
    role: await effectiveRoleOf(directory, accountId, user.role),
  };
}

function membershipIn({ id, name, members, roles = [] }: Team, userId: string): Membership | undefined {
  const member = members.find((each) => each.userId === userId);
  if (!member) return undefined;
  const role = roles.find((each) => each.name.toLowerCase() === member.role.toLowerCase());
  const rights = role?.rights.filter(({ granted }) => granted).map(({ right }) => right) ?? [];
  return { id, name, isAdmin: member.role === 'admin', rights };
}

/** What names a team among what is asked for. */
interface Named {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * For which of the teams the request is: the one that it names, the owner of what its path names, or the only one there
 * is. Throws 403 where it is none of them, or may be any.
 */
async function teamMeant(
  directory: AccessDirectory,
  accountId: string,
  asked: AskedFor,
  teams: readonly Membership[],
): Promise<string> {
  const named = await teamNamed(directory, accountId, asked);
  const isNamed = ({ id, name }: Membership) =>
    named?.id !== undefined ? named.id === id : named?.name?.toLowerCase() === name.toLowerCase();
  const [team, ...others] = named ? teams.filter(isNamed) : teams;
  if (!team) throw forbidden('The user may do this for their own teams only.');
  if (others.length > 0)
    throw forbidden('The user is in several teams: name one, as the owner or as teamId.');
  return team.id;
}

async function teamNamed(
  directory: AccessDirectory,
  accountId: string,
  { route, params, query, body }: AskedFor,
): Promise<Named | undefined> {
  const [, , area] = route.path.split('/');
  const identifier = params.identifier ?? params.id;
  if (identifier !== undefined) {
    const by = (query.identifierType ?? query.scheduleIdentifierType ?? 'id').toLowerCase();
    const reference = by === 'name' ? { name: identifier } : { id: identifier };
    switch (area) {
      case 'teams':
        return (query.teamIdentifierType ?? by).toLowerCase() === 'name'
          ? { name: identifier }
          : { id: identifier };
      case 'schedules':
        return ownerOf(await directory.schedules.find(accountId, reference));
      case 'escalations':
        return ownerOf(await directory.escalations.find(accountId, reference));
      case 'services':
        return { id: (await directory.services.get(accountId, identifier))?.teamId };
    }
  }
  if (query.teamId) return { id: query.teamId };
  return teamOfBody(await body());
}

/** Nobody's: what no team owns is for nobody whose rights come from a team. */
const NOBODYS: Named = { id: '' };

const ownerOf = (owned: { readonly ownerTeamId?: string } | undefined): Named =>
  owned?.ownerTeamId ? { id: owned.ownerTeamId } : NOBODYS;

function teamOfBody(body: unknown): Named | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { teamId, ownerTeam } = body as { readonly teamId?: unknown; readonly ownerTeam?: unknown };
  if (typeof teamId === 'string') return { id: teamId };
  if (typeof ownerTeam !== 'object' || ownerTeam === null) return undefined;
  const { id, name } = ownerTeam as { readonly id?: unknown; readonly name?: unknown };
  if (typeof id === 'string') return { id };
  return typeof name === 'string' ? { name } : undefined;
}
