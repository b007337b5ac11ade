import * as z from 'zod';
import { conflict, invalid, notFound, stillReferenced } from '../../domain/kernel/errors.ts';
import { imitates } from '../../domain/kernel/names.ts';
import { nameSchema } from '../../domain/kernel/schemas.ts';
import type { Team, TeamRole } from '../../domain/teams/model.ts';
import {
  byIdentifierType,
  byTeamIdentifierType,
  changeResource,
  type Resource,
} from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { findTeam } from './find-team.ts';

const base = { tag: 'Team roles', domain: 'configuration' } as const;
const ALL = '/v2/teams/{identifier}/roles';
const ONE = `${ALL}/{teamRoleIdentifier}`;

const MAX_ROLES = 50;

/** The built-in team roles. */
const BUILT_IN = ['admin', 'user'];

const rights = z
  .array(
    z.object({
      right: z
        .string()
        .max(100)
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'must be lower-case words joined by hyphens' }),
      granted: z.boolean().default(true),
    }),
  )
  .max(200);

const name = nameSchema(512).refine((text) => !imitates(text, BUILT_IN), {
  message: 'is the name of a built-in team role, or looks like one',
});

const roleInput = z.object({ name, rights });

/** Absent fields stay unchanged. The Go client sends an empty name and null rights for them. */
const rolePatch = z.object({ name: name.optional(), rights: rights.optional() });

const byBoth = byTeamIdentifierType.extend(byIdentifierType.shape);

const getRoles = ({ roles = [] }: Team): readonly TeamRole[] => roles;

const hasName = (role: TeamRole, text: string) => role.name.toLowerCase() === text.trim().toLowerCase();

function requireRole(team: Team, identifier: string, by: 'id' | 'name'): TeamRole {
  const found = getRoles(team).find((role) =>
    by === 'id' ? role.id === identifier : hasName(role, identifier),
  );
  if (!found) throw notFound(`Team role with ${by} [${identifier}] does not exist.`);
  return found;
}

/** Throws `conflict` if another role of the team has the name. */
function requireFreeName(team: Team, role: TeamRole): void {
  if (getRoles(team).some((other) => other.id !== role.id && hasName(other, role.name))) {
    throw conflict('Team role with this name already exists.', { name: 'already exists' });
  }
}

/** The operations on the custom roles of a team. */
export function teamRoleRoutes({ teams }: { readonly teams: Resource<Team> }): readonly Route[] {
  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a team role',
      rights: WRITE,
      query: byTeamIdentifierType,
      body: roleInput,
      response: 'created',
      handle: async ({ caller, params, query, body, requestId }) => {
        const { id: teamId } = await findTeam(teams, caller, params, query);
        const role: TeamRole = { id: derivedId('team-role', teamId, requestId), ...body };
        await changeResource(teams, caller, teamId, (team) => {
          requireFreeName(team, role);
          if (getRoles(team).length >= MAX_ROLES) {
            throw invalid({ name: `A team can have at most ${MAX_ROLES} custom roles` });
          }
          return { ...team, roles: [...getRoles(team), role] };
        });
        return created({ id: role.id, name: role.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List team roles',
      rights: READ,
      query: byTeamIdentifierType,
      response: 'roles',
      handle: async ({ caller, params, query }) => ok(getRoles(await findTeam(teams, caller, params, query))),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a team role',
      rights: READ,
      query: byBoth,
      response: 'role',
      handle: async ({ caller, params, query }) => {
        const team = await findTeam(teams, caller, params, query);
        return ok(requireRole(team, params.teamRoleIdentifier ?? '', query.identifierType));
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: ONE,
      summary: 'Update a team role (partial); rights replace the whole list',
      rights: WRITE,
      query: byBoth,
      body: rolePatch,
      response: 'updated',
      handle: async ({ caller, params, query, body }) => {
        const found = await findTeam(teams, caller, params, query);
        const { id } = requireRole(found, params.teamRoleIdentifier ?? '', query.identifierType);
        const team = await changeResource(teams, caller, found.id, (team) => {
          const before = requireRole(team, id, 'id');
          const after = { id, name: body.name ?? before.name, rights: body.rights ?? before.rights };
          requireFreeName(team, after);
          return {
            ...team,
            roles: getRoles(team).map((role) => (role.id === id ? after : role)),
            // Members refer to their role by name.
            members: team.members.map((member) =>
              hasName(before, member.role) ? { ...member, role: after.name } : member,
            ),
          };
        });
        return doneWith('Updated', { id, name: requireRole(team, id, 'id').name });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a team role; fails with 428 while members have it',
      rights: DELETE,
      query: byBoth,
      response: 'deleted',
      handle: async ({ caller, params, query }) => {
        const found = await findTeam(teams, caller, params, query);
        const { id } = requireRole(found, params.teamRoleIdentifier ?? '', query.identifierType);
        await changeResource(teams, caller, found.id, (team) => {
          const role = requireRole(team, id, 'id');
          const members = team.members.filter((member) => hasName(role, member.role));
          if (members.length > 0) {
            throw stillReferenced(
              `Team role [${role.name}] cannot be deleted, ${members.length} members of team [${team.name}] have it.`,
            );
          }
          return { ...team, roles: getRoles(team).filter((other) => other.id !== id) };
        });
        return done('Deleted');
      },
    }),
  ];
}
