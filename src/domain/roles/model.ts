import { RIGHTS, type Right } from '../accounts/model.ts';

/** The built-in roles, from the fewest rights to the most. */
export const BASE_ROLES = ['stakeholder', 'observer', 'user', 'admin', 'owner'] as const;
export type BaseRole = (typeof BASE_ROLES)[number];

/** The built-in roles that a custom role can extend. */
export const EXTENDABLE_ROLES = ['user', 'observer', 'stakeholder'] as const;

/** A custom role of an account: the rights of a built-in role, plus granted and minus disallowed ones. Names are unique. */
export interface CustomRole {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly extendedRole: (typeof EXTENDABLE_ROLES)[number];
  readonly grantedRights: readonly string[];
  readonly disallowedRights: readonly string[];
}

/** The rights of a user: those of a built-in role, plus granted and minus disallowed ones. */
export interface EffectiveRole {
  readonly base: BaseRole;
  readonly granted: readonly string[];
  readonly disallowed: readonly string[];
}

/** The built-in role with that name, case-insensitively. */
export const findBaseRole = (name: string): BaseRole | undefined =>
  BASE_ROLES.find((role) => role === name.trim().toLowerCase());

/** A team of which a user is a member, and the user's rights there. */
export interface TeamMembership {
  readonly id: string;
  readonly name: string;
  readonly isAdmin: boolean;
  /** Rights that the member's team role grants. */
  readonly rights: readonly string[];
}

/** A user and the teams they are a member of. */
export interface UserWithTeams {
  readonly id: string;
  readonly username: string;
  readonly teams: readonly TeamMembership[];
}

/** A right, and the lowest built-in role that has it. */
export interface RequiredRight {
  readonly right: string;
  readonly minimumRole: BaseRole;
}

export const requiredRight = (right: string, minimumRole: BaseRole): RequiredRight => ({
  right,
  minimumRole,
});

/**
 * The rights of a user, as far as the console offers what needs them: reading alerts and who is on call, acting on alerts, on
 * one's profile, shifts and notifications, and reading the configuration.
 */
export const USER_RIGHTS = [
  'alerts-access',
  'who-is-on-call-show-all',
  'profile-edit',
  'alert-create',
  'alert-acknowledge',
  'alert-unacknowledge',
  'alert-close',
  'alert-snooze',
  'alert-escalate',
  'alert-assign-ownership',
  'alert-add-recipient',
  'alert-edit-tags',
  'alert-edit-details',
  'alert-custom-action',
  'alert-update-priority',
  'alert-add-note',
  'alert-add-attachment',
  'saved-searches-edit',
  'overrides-add-own',
  'forwarding-rules-edit',
  'configurations-read-only',
] as const;
export type UserRight = (typeof USER_RIGHTS)[number];

/** The lowest built-in role that has a right of a user; without an entry, it is `user`. */
const LOWEST_ROLES: Partial<Record<UserRight, BaseRole>> = {
  'alerts-access': 'observer',
  'who-is-on-call-show-all': 'observer',
  'profile-edit': 'stakeholder',
};

/** Granted rights that include a right: for example, whoever may change the configuration may also read it. */
const INCLUDED_IN: Readonly<Record<string, readonly string[]>> = {
  'alerts-access': ['alerts-access-all'],
  'configurations-read-only': ['configurations-edit', 'configurations-delete'],
  'maintenance-edit': ['configurations-edit'],
};

/** Rights that custom roles cannot grant: with them, users could give themselves all others. */
const NOT_GRANTABLE: ReadonlySet<string> = new Set(['users-manage', 'roles-manage']);

/** Whether a role has a right: it is not disallowed, and it is granted or part of the built-in role. */
export function hasRight(role: EffectiveRole, { right, minimumRole }: RequiredRight): boolean {
  if (role.disallowed.includes(right)) return false;
  if (BASE_ROLES.indexOf(role.base) >= BASE_ROLES.indexOf(minimumRole)) return true;
  if (NOT_GRANTABLE.has(right)) return false;
  return [right, ...(INCLUDED_IN[right] ?? [])].some((each) => role.granted.includes(each));
}

/** The rights of a user that the role lacks: none, unless it is a built-in role below the user's or a custom one. */
export const findMissingUserRights = (role: EffectiveRole): readonly UserRight[] =>
  USER_RIGHTS.filter((right) => !hasRight(role, requiredRight(right, LOWEST_ROLES[right] ?? 'user')));

/** Whether the role may manage users and their settings. */
export const canManageUsers = (role: EffectiveRole): boolean =>
  hasRight(role, requiredRight('users-manage', 'admin'));

/** Whether the role can access all alerts. Other roles access those of their teams and those that they respond to. */
export const canAccessAllAlerts = (role: EffectiveRole): boolean =>
  hasRight(role, requiredRight('alerts-access-all', 'admin'));

/** The rights that a user with the role can give to a key or an integration. */
export const getGrantableRights = (role: EffectiveRole): readonly Right[] =>
  RIGHTS.filter((right) => GRANTABLE_WITH[right].every((required) => hasRight(role, required)));

/** The rights that a role needs to grant a right to a key, because the key can then use all of them. */
const GRANTABLE_WITH: Readonly<Record<Right, readonly RequiredRight[]>> = {
  read: [requiredRight('alerts-access', 'observer')],
  'create-update': [requiredRight('alert-create', 'user')],
  delete: [requiredRight('alert-delete', 'admin')],
  configuration: [requiredRight('configurations-edit', 'admin')],
};
