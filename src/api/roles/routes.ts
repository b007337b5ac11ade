import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { stillReferenced } from '../../domain/kernel/errors.ts';
import type { CustomRole } from '../../domain/roles/model.ts';
import type { User } from '../../domain/users/model.ts';
import {
  byIdentifierType,
  changeResource,
  findResource,
  listResources,
  nameOrConflict,
  type Resource,
  requireAccountKey,
} from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { roleInput, rolePatch } from './input.ts';

const base = { tag: 'Custom user roles', domain: 'configuration' } as const;
const ALL = '/v2/roles';
const ONE = `${ALL}/{identifier}`;

/** The most users that an error message names. */
const NAMED_MAX = 10;

const view = ({ id, name, extendedRole, grantedRights, disallowedRights }: CustomRole) => ({
  id,
  name,
  extendedRole,
  grantedRights,
  disallowedRights,
});

/** The operations on custom roles, which belong to the whole account: keys of teams do not see them. */
export function roleRoutes({ directory }: { readonly directory: Directory }): readonly Route[] {
  const roles: Resource<CustomRole> = {
    label: 'Custom user role',
    store: directory.roles,
    teamOf: () => undefined,
  };

  const listUsersWithRole = async ({ accountId }: Caller, { id }: CustomRole): Promise<readonly User[]> =>
    (await directory.users.list(accountId)).filter(({ role }) => role.id === id);

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a custom role',
      rights: WRITE,
      body: roleInput,
      response: 'created',
      handle: async ({ caller, body, requestId }) => {
        requireAccountKey(caller, 'create roles');
        const id = derivedId('role', caller.accountId, requestId);
        const role = await nameOrConflict(roles.label, () =>
          directory.roles.create(caller.accountId, { id, ...body }),
        );
        return created({ id, name: role.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List custom roles',
      rights: READ,
      response: 'roles',
      handle: async ({ caller }) => ok((await listResources(roles, caller)).map(view)),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a custom role',
      rights: READ,
      query: byIdentifierType,
      response: 'role',
      handle: async ({ caller, params, query }) =>
        ok(view(await findResource(roles, caller, params.identifier ?? '', query.identifierType))),
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: ONE,
      summary: 'Replace a custom role',
      rights: WRITE,
      query: byIdentifierType,
      body: rolePatch,
      response: 'updated',
      handle: async ({ caller, params, query, body }) => {
        requireAccountKey(caller, 'change roles');
        const { id } = await findResource(roles, caller, params.identifier ?? '', query.identifierType);
        const role = await changeResource(roles, caller, id, (current) => ({ ...current, ...body }));
        // After the role: the name on the user is only shown, the id decides.
        for (const user of await listUsersWithRole(caller, role)) {
          if (user.role.name === role.name) continue;
          await directory.users.update(caller.accountId, user.id, (current) =>
            current.role.id === id ? { ...current, role: { id, name: role.name } } : current,
          );
        }
        return doneWith('Updated', { id, name: role.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a custom role; fails with 428 while users have it',
      rights: DELETE,
      query: byIdentifierType,
      response: 'deleted',
      handle: async ({ caller, params, query }) => {
        requireAccountKey(caller, 'delete roles');
        const role = await findResource(roles, caller, params.identifier ?? '', query.identifierType);
        const users = await listUsersWithRole(caller, role);
        if (users.length > 0) throw stillReferenced(describeUse(role, users));
        await directory.roles.delete(caller.accountId, role.id);
        return done('Deleted');
      },
    }),
  ];
}

function describeUse({ name }: CustomRole, users: readonly User[]): string {
  const named = users.slice(0, NAMED_MAX).map(({ username }) => `user [${username}]`);
  const more = users.length > NAMED_MAX ? ` and ${users.length - NAMED_MAX} more` : '';
  return `Custom user role [${name}] cannot be deleted, it is the role of: ${named.join(', ')}${more}.`;
}
