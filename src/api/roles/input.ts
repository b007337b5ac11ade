import * as z from 'zod';
import { imitates } from '../../domain/kernel/names.ts';
import { nameSchema, withoutUndefined } from '../../domain/kernel/schemas.ts';
import { BASE_ROLES, EXTENDABLE_ROLES } from '../../domain/roles/model.ts';

/**
 * The name of a right, for example `alert-create`. Opsgenie has added rights over time, so every well-formed name
 * is accepted.
 */
export const rightName = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'must be lower-case words joined by hyphens' });

const MAX_RIGHTS = 300;

const rights = z.array(rightName).max(MAX_RIGHTS);

const name = nameSchema(512).refine((text) => !imitates(text, BASE_ROLES), {
  message: 'is the name of a built-in role, or looks like one',
});

/** Fields of a custom role with a default. */
const fields = {
  extendedRole: z.enum(EXTENDABLE_ROLES).default('user'),
  grantedRights: rights.default([]),
  disallowedRights: rights.default([]),
};

/** The body that creates a custom role. */
export const roleInput = z.object({ name, ...fields });

/** The body that replaces a custom role. Without a name it keeps its name; rights that are absent are removed. */
export const rolePatch = z
  .object({ name: name.optional(), ...fields, extendedRole: z.enum(EXTENDABLE_ROLES).optional() })
  .transform(withoutUndefined);
