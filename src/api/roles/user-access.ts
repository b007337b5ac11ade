import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { forbidden } from '../../domain/kernel/errors.ts';
import {
  canAccessAllAlerts,
  canManageUsers,
  type EffectiveRole,
  getGrantableRights,
  hasRight,
  requiredRight,
  type TeamMembership,
  type UserWithTeams,
} from '../../domain/roles/model.ts';
import { resolveEffectiveRole } from '../../domain/roles/resolve-role.ts';
import type { Team } from '../../domain/teams/model.ts';
import { toCaller } from '../../http/app.ts';
import type { PendingRequest, UserAccess } from '../../http/user-access.ts';
import { type Clock, type Instant, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import { findAlertReach } from './alert-reach.ts';
import { type AccessDecision, decideAccess } from './required-rights.ts';

/** How long a user's permissions are cached, in milliseconds: as long as the key itself. */
export const PERMISSIONS_CACHE_MS = 10 * SECOND;

const PERMISSIONS_CACHE_ENTRIES = 1_000;

/** The cached access of a user. */
interface UserPermissions {
  readonly blocked: boolean;
  readonly user: UserWithTeams;
  readonly role: EffectiveRole;
  /** Absent if the user can access all alerts. */
  readonly alertReach?: readonly string[];
}

type AccessDirectory = Pick<
  Directory,
  'users' | 'teams' | 'roles' | 'schedules' | 'escalations' | 'services' | 'forwardingRules'
>;

/**
 * Creates the check of what a user may do with their own key, by their role and teams. It also limits a key that got its
 * rights from a user to what that user may do now.
 */
export function userAccess(directory: AccessDirectory, clock: Clock): UserAccess {
  const cache = createExpiringCache<UserPermissions | undefined>({
    ttlMs: PERMISSIONS_CACHE_MS,
    maxEntries: PERMISSIONS_CACHE_ENTRIES,
  });

  const getPermissions = (accountId: string, userId: string): Promise<UserPermissions | undefined> =>
    cache.getOrLoad(`${accountId} ${userId}`, clock(), () =>
      readPermissions(directory, accountId, userId, clock()),
    );

  return async (key, asked) => {
    const userId = key.userId ?? key.grantedBy;
    const permissions = userId ? await getPermissions(key.accountId, userId) : undefined;
    if (!permissions) throw forbidden('The user of the key does not exist.');
    if (permissions.blocked) throw forbidden('The user of the key is blocked.');
    const { user, role, alertReach } = permissions;
    const callingUser = {
      id: user.id,
      username: user.username,
      canManageUsers: canManageUsers(role),
      isOwner: role.base === 'owner',
      grantableRights: getGrantableRights(role).filter((right) => key.rights.includes(right)),
    };
    const caller: Caller = {
      ...toCaller(key),
      ...(key.userId ? { user: callingUser } : { grantedBy: callingUser }),
      ...(alertReach && { alertReach }),
    };
    const decision = decideAccess(role, asked.route, asked.params, user);
    if (decision.kind !== 'allowed') {
      const ownRotationIds = await findOwnRotations(directory, key.accountId, asked, permissions, decision);
      if (ownRotationIds.length > 0) return { ...caller, ownRotationIds };
    }
    if (decision.kind === 'denied') {
      throw forbidden(`The user's role lacks the right that this operation needs: ${decision.right}.`);
    }
    if (decision.kind === 'allowed') return caller;
    const teams = key.teamId ? decision.teams.filter(({ id }) => id === key.teamId) : decision.teams;
    return { ...caller, teamId: await findRequestedTeam(directory, key.accountId, asked, teams) };
  };
}

async function readPermissions(
  directory: AccessDirectory,
  accountId: string,
  userId: string,
  now: Instant,
): Promise<UserPermissions | undefined> {
  const [user, teams] = await Promise.all([
    directory.users.get(accountId, userId),
    directory.teams.list(accountId),
  ]);
  if (!user) return undefined;
  const role = await resolveEffectiveRole(directory, accountId, user.role);
  return {
    blocked: user.blocked,
    user: {
      id: user.id,
      username: user.username,
      teams: teams.flatMap((team) => findMembership(team, userId) ?? []),
    },
    role,
    ...(!canAccessAllAlerts(role) && { alertReach: await findAlertReach(directory, accountId, user, now) }),
  };
}

function findMembership({ id, name, members, roles = [] }: Team, userId: string): TeamMembership | undefined {
  const member = members.find((each) => each.userId === userId);
  if (!member) return undefined;
  const role = roles.find((each) => each.name.toLowerCase() === member.role.toLowerCase());
  const rights = role?.rights.filter(({ granted }) => granted).map(({ right }) => right) ?? [];
  return { id, name, isAdmin: member.role === 'admin', rights };
}

const OVERRIDES_PATH = '/v2/schedules/{identifier}/overrides';

/**
 * The rotations of the schedule in which the user takes part, themselves or with a team, if the request is to add an override:
 * a participant may do so without the right to change the configuration. Empty for other requests, and for those whom
 * `decision` allows more.
 */
async function findOwnRotations(
  directory: AccessDirectory,
  accountId: string,
  { route, params, query }: PendingRequest,
  { user, role }: UserPermissions,
  decision: AccessDecision,
): Promise<readonly string[]> {
  if (route.method !== 'POST' || route.path !== OVERRIDES_PATH) return [];
  if (!hasRight(role, requiredRight('overrides-add-own', 'user'))) return [];
  const identifier = params.identifier ?? '';
  const by = (query.scheduleIdentifierType ?? query.identifierType ?? 'id').toLowerCase();
  const schedule = await directory.schedules.find(
    accountId,
    by === 'name' ? { name: identifier } : { id: identifier },
  );
  if (!schedule) return [];
  if (decision.kind === 'team' && decision.teams.some(({ id }) => id === schedule.ownerTeamId)) return [];
  const ids = new Set([user.id, ...user.teams.map(({ id }) => id)]);
  return schedule.rotations
    .filter(({ participants }) => participants.some((party) => party.type !== 'none' && ids.has(party.id)))
    .map(({ id }) => id);
}

/** A team as a request names it. */
interface NamedTeam {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * The team for which the request is made: the one that it names, the owner of the resource in its path, or the only
 * team of the user. Throws `forbidden` if it is none of the teams, or if it is ambiguous.
 */
async function findRequestedTeam(
  directory: AccessDirectory,
  accountId: string,
  asked: PendingRequest,
  teams: readonly TeamMembership[],
): Promise<string> {
  const named = await findNamedTeam(directory, accountId, asked);
  const isNamed = ({ id, name }: TeamMembership) =>
    named?.id !== undefined ? named.id === id : named?.name?.toLowerCase() === name.toLowerCase();
  const [team, ...others] = named ? teams.filter(isNamed) : teams;
  if (!team) throw forbidden('The user may do this only for their own teams.');
  if (others.length > 0) throw forbidden('The user is in several teams: name one with ownerTeam or teamId.');
  return team.id;
}

async function findNamedTeam(
  directory: AccessDirectory,
  accountId: string,
  { route, params, query, body }: PendingRequest,
): Promise<NamedTeam | undefined> {
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
        return getOwnerTeam(await directory.schedules.find(accountId, reference));
      case 'escalations':
        return getOwnerTeam(await directory.escalations.find(accountId, reference));
      case 'services':
        return { id: (await directory.services.get(accountId, identifier))?.teamId };
    }
  }
  if (query.teamId) return { id: query.teamId };
  return findTeamInBody(await body());
}

/** The owner of a resource without a team: it matches none of the user's teams. */
const UNOWNED: NamedTeam = { id: '' };

const getOwnerTeam = (owned: { readonly ownerTeamId?: string } | undefined): NamedTeam =>
  owned?.ownerTeamId ? { id: owned.ownerTeamId } : UNOWNED;

function findTeamInBody(body: unknown): NamedTeam | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { teamId, ownerTeam } = body as { readonly teamId?: unknown; readonly ownerTeam?: unknown };
  if (typeof teamId === 'string') return { id: teamId };
  if (typeof ownerTeam !== 'object' || ownerTeam === null) return undefined;
  const { id, name } = ownerTeam as { readonly id?: unknown; readonly name?: unknown };
  if (typeof id === 'string') return { id };
  return typeof name === 'string' ? { name } : undefined;
}
