import * as z from 'zod';
import { present, requiredText } from '../../domain/kernel/schemas.ts';
import { EXTENDABLE_ROLES, findBaseRole } from '../../domain/roles/model.ts';

/** The name of a right, as `alert-create`. Opsgenie has added to them over time, so any of that form is taken. */
export const rightName = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'must be words in small letters, joined by hyphens' });

const MAX_RIGHTS = 300;

const rights = z.array(rightName).max(MAX_RIGHTS);

const name = requiredText(512).refine((text) => findBaseRole(text) === undefined, {
  message: 'is the name of a role that every account has',
});

/** Members of a custom role, all of which a client may leave out where it replaces one. */
const fields = {
  extendedRole: z.enum(EXTENDABLE_ROLES).default('user'),
  grantedRights: rights.default([]),
  disallowedRights: rights.default([]),
};

/** The body that creates a custom role. */
export const roleInput = z.object({ name, ...fields });

/** The body that replaces one. It keeps its name where none is given; rights that are not given it no longer has. */
export const rolePatch = z
  .object({ name: name.optional(), ...fields, extendedRole: z.enum(EXTENDABLE_ROLES).optional() })
  .transform(present);
