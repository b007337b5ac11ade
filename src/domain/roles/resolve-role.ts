import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { invalid } from '../kernel/errors.ts';
import type { User } from '../users/model.ts';
import { type CustomRole, type EffectiveRole, findBaseRole } from './model.ts';

type RoleReference = User['role'];

interface RoleDeps {
  readonly roles: ConfigurationStore<CustomRole>;
}

/** A user whose role no longer exists has the rights of a stakeholder. */
const FALLBACK_ROLE: EffectiveRole = { base: 'stakeholder', granted: [], disallowed: [] };

/** The rights of a user's role. */
export async function resolveEffectiveRole(
  { roles }: RoleDeps,
  accountId: string,
  { id, name }: RoleReference,
): Promise<EffectiveRole> {
  const base = findBaseRole(name);
  if (base) return { base, granted: [], disallowed: [] };
  const custom = (await roles.get(accountId, id)) ?? (await roles.getByName(accountId, name));
  if (!custom) return FALLBACK_ROLE;
  return {
    base: custom.extendedRole,
    granted: custom.grantedRights,
    disallowed: custom.disallowedRights,
  };
}

/** The built-in or custom role that a reference names. Throws `invalid` if there is none. */
export async function resolveRole(
  { roles }: RoleDeps,
  accountId: string,
  role: RoleReference,
): Promise<RoleReference> {
  if (findBaseRole(role.name)) return role;
  const custom = (await roles.get(accountId, role.id)) ?? (await roles.getByName(accountId, role.name));
  if (!custom) throw invalid({ role: `No role exists with [${role.name}]` });
  return { id: custom.id, name: custom.name };
}
