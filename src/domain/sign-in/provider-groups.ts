import { BASE_ROLES, findBaseRole } from '../roles/model.ts';
import { withMember } from '../teams/members.ts';
import type { Team } from '../teams/model.ts';
import type { User } from '../users/model.ts';

/** The role and team memberships that a group of the identity provider grants. */
export type GroupGrant =
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'team'; readonly team: string; readonly memberRole: 'admin' | 'user' };

/** One line of the mapping from groups to roles and teams. */
export interface GroupMapping {
  readonly group: string;
  readonly grant: GroupGrant;
}

const GRANT = /^(role|team|team-admin):(.+)$/;

/**
 * Parses a mapping such as `sre=team:Operations, sre-leads=team-admin:Operations, pager-admins=role:Admin`. Throws if an
 * entry has another form, because a stage must not start with rights that nobody intended.
 */
export function parseGroupMappings(text: string): readonly GroupMapping[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.map((entry) => {
    // A group may contain an equals sign, as in LDAP's cn=sre; the grant never does.
    const at = entry.lastIndexOf('=');
    const group = entry.slice(0, at).trim();
    const [, kind, name = ''] = GRANT.exec(entry.slice(at + 1).trim()) ?? [];
    if (at < 1 || group === '' || kind === undefined) {
      throw new Error(
        `${entry} must have the form group=role:NAME, group=team:NAME or group=team-admin:NAME.`,
      );
    }
    if (kind === 'role') return { group, grant: { kind, role: name.trim() } };
    return {
      group,
      grant: { kind: 'team', team: name.trim(), memberRole: kind === 'team-admin' ? 'admin' : 'user' },
    };
  });
}

/** From the least to the most powerful. A custom role has the place of the role User, which it extends. */
const rank = (role: string): number => {
  const base = findBaseRole(role);
  return base === undefined ? BASE_ROLES.indexOf('user') + 0.5 : BASE_ROLES.indexOf(base);
};

const DEFAULT_ROLE = 'User';

/**
 * The role of somebody in these groups: the most powerful one that a group grants, or User if none does. Undefined if the
 * mapping names no roles, and for an owner whom no group makes one: a mistake in the provider must not leave the account
 * without owners.
 */
export function findGrantedRole(
  mappings: readonly GroupMapping[],
  groups: readonly string[],
  current: User['role'] | undefined,
): string | undefined {
  const roles = mappings.flatMap(({ group, grant }) =>
    grant.kind === 'role' ? [{ group, role: grant.role }] : [],
  );
  if (roles.length === 0) return undefined;
  const granted = roles
    .filter(({ group }) => groups.includes(group))
    .map(({ role }) => role)
    .toSorted((a, b) => rank(b) - rank(a))[0];
  const isOwner = current !== undefined && findBaseRole(current.name) === 'owner';
  if (isOwner && (granted === undefined || findBaseRole(granted) !== 'owner')) return undefined;
  return granted ?? DEFAULT_ROLE;
}

/** The team's members after a sign-in of the user; the same team if nothing changes. Teams that no group names keep theirs. */
export function withGroupMembership(
  team: Team,
  userId: string,
  mappings: readonly GroupMapping[],
  groups: readonly string[],
): Team {
  const grants = mappings.flatMap(({ group, grant }) =>
    grant.kind === 'team' && grant.team.toLowerCase() === team.name.toLowerCase()
      ? [{ group, memberRole: grant.memberRole }]
      : [],
  );
  if (grants.length === 0) return team;
  const granted = grants.filter(({ group }) => groups.includes(group));
  const member = team.members.find((each) => each.userId === userId);
  if (granted.length === 0) {
    return member ? { ...team, members: team.members.filter((each) => each.userId !== userId) } : team;
  }
  const role = granted.some(({ memberRole }) => memberRole === 'admin') ? 'admin' : 'user';
  // A member with one of the team's own roles keeps it: no group can name one.
  const keepsRole =
    member !== undefined && (member.role === role || (role === 'user' && member.role !== 'admin'));
  return keepsRole ? team : withMember(team, { userId, role });
}
