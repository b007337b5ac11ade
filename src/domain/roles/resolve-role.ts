import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { invalid } from '../kernel/errors.ts';
import type { User } from '../users/model.ts';
import { type CustomRole, type EffectiveRole, findBaseRole } from './model.ts';

type RoleReference = User['role'];

/** Whoever holds the store of custom roles. */
interface Roles {
  readonly roles: ConfigurationStore<CustomRole>;
}

/** Who has a role that no longer exists may no more than a stakeholder. */
const LEAST: EffectiveRole = { base: 'stakeholder', granted: [], disallowed: [] };

/** What the role of a user allows. */
export async function resolveEffectiveRole(
  { roles }: Roles,
  accountId: string,
  { id, name }: RoleReference,
): Promise<EffectiveRole> {
  const base = findBaseRole(name);
  if (base) return { base, granted: [], disallowed: [] };
  const custom = (await roles.get(accountId, id)) ?? (await roles.getByName(accountId, name));
  if (!custom) return LEAST;
  return {
    base: custom.extendedRole,
    granted: custom.grantedRights,
    disallowed: custom.disallowedRights,
  };
}

/** The role that a user is to have: one of those that every account has, or a custom one. Throws `invalid`. */
export async function roleOf(
  { roles }: Roles,
  accountId: string,
  role: RoleReference,
): Promise<RoleReference> {
  if (findBaseRole(role.name)) return role;
  const custom = (await roles.get(accountId, role.id)) ?? (await roles.getByName(accountId, role.name));
  if (!custom) throw invalid({ role: `No role exists with [${role.name}]` });
  return { id: custom.id, name: custom.name };
}
