/** The roles that every account has, from the one that may least to the one that may all. */
export const BASE_ROLES = ['stakeholder', 'observer', 'user', 'admin', 'owner'] as const;
export type BaseRole = (typeof BASE_ROLES)[number];

/** The roles that a custom one can extend. */
export const EXTENDABLE_ROLES = ['user', 'observer', 'stakeholder'] as const;

/** A role of the account's own: what the extended one may, and more or less. Names are unique. */
export interface CustomRole {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly extendedRole: (typeof EXTENDABLE_ROLES)[number];
  readonly grantedRights: readonly string[];
  readonly disallowedRights: readonly string[];
}

/** What a user may do, by a base role and what a custom one adds and takes. */
export interface EffectiveRole {
  readonly base: BaseRole;
  readonly granted: readonly string[];
  readonly disallowed: readonly string[];
}

/** The base role that a name means, whatever its case. */
export const findBaseRole = (name: string): BaseRole | undefined =>
  BASE_ROLES.find((role) => role === name.trim().toLowerCase());

/** A team that a user is in, and what they may do there. */
export interface Membership {
  readonly id: string;
  readonly name: string;
  readonly isAdmin: boolean;
  /** By the team role, where the member has one. */
  readonly rights: readonly string[];
}

/** A user who calls. */
export interface UserWithTeams {
  readonly id: string;
  readonly username: string;
  readonly teams: readonly Membership[];
}

/** A right, and the least of the base roles that has it. */
export interface RequiredRight {
  readonly right: string;
  readonly from: BaseRole;
}

export const requiredRight = (right: string, from: BaseRole): RequiredRight => ({ right, from });

/** A right that is granted may stand for another: who may change the configuration may look at it. */
const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  'configurations-read-only': ['configurations-edit', 'configurations-delete'],
  'maintenance-edit': ['configurations-edit'],
};

/** Rights that no custom role can be given: with them its users could give themselves all others. */
const NOT_GRANTED: ReadonlySet<string> = new Set(['users-manage', 'roles-manage']);

/** Whether a role has a right: not disallowed, and granted or had by the base role. */
export function hasRight(role: EffectiveRole, { right, from }: RequiredRight): boolean {
  if (role.disallowed.includes(right)) return false;
  if (BASE_ROLES.indexOf(role.base) >= BASE_ROLES.indexOf(from)) return true;
  if (NOT_GRANTED.has(right)) return false;
  return [right, ...(STANDS_FOR[right] ?? [])].some((each) => role.granted.includes(each));
}

/** Whether the role may change users and what is anybody's. */
export const managesUsers = (role: EffectiveRole): boolean =>
  hasRight(role, requiredRight('users-manage', 'admin'));
