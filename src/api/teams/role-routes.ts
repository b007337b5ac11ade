import * as z from 'zod';
import type { Caller } from '../../domain/accounts/model.ts';
import { conflict, invalid, notFound, stillReferenced } from '../../domain/kernel/errors.ts';
import { requiredText } from '../../domain/kernel/schemas.ts';
import type { Team, TeamRole } from '../../domain/teams/model.ts';
import {
  byIdentifierType,
  byTeamIdentifierType,
  changeResource,
  type Resource,
  resourceOf,
} from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';

const base = { tag: 'Team roles', domain: 'configuration' } as const;
const ALL = '/v2/teams/{identifier}/roles';
const ONE = `${ALL}/{teamRoleIdentifier}`;

const MAX_ROLES = 50;

/** Roles that every team has. */
const BUILT_IN = ['admin', 'user'];

const rights = z
  .array(
    z.object({
      right: z
        .string()
        .max(100)
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'must be words in small letters, joined by hyphens' }),
      granted: z.boolean().default(true),
    }),
  )
  .max(200);

const name = requiredText(512).refine((text) => !BUILT_IN.includes(text.toLowerCase()), {
  message: 'is a role that every team has',
});

const roleInput = z.object({ name, rights });

/** What is absent stays; the Go client sends an empty name and null for rights that it leaves alone. */
const rolePatch = z.object({ name: name.optional(), rights: rights.optional() });

const byBoth = byTeamIdentifierType.extend(byIdentifierType.shape);

const rolesOf = ({ roles = [] }: Team): readonly TeamRole[] => roles;

const isNamed = (role: TeamRole, text: string) => role.name.toLowerCase() === text.trim().toLowerCase();

function roleIn(team: Team, identifier: string, by: 'id' | 'name'): TeamRole {
  const found = rolesOf(team).find((role) =>
    by === 'id' ? role.id === identifier : isNamed(role, identifier),
  );
  if (!found) throw notFound(`Team role with ${by} [${identifier}] does not exist.`);
  return found;
}

/** Throws 409 where another role of the team has the name. */
function requireFree(team: Team, role: TeamRole): void {
  if (rolesOf(team).some((other) => other.id !== role.id && isNamed(other, role.name))) {
    throw conflict('Team role with this name already exists.', { name: 'already exists' });
  }
}

/** Roles that a team's members can have besides admin and user. */
export function teamRoleRoutes({ teams }: { readonly teams: Resource<Team> }): readonly Route[] {
  type Found = { readonly params: Readonly<Record<string, string>>; readonly caller: Caller };
  const teamOf = ({ caller, params }: Found, by: 'id' | 'name') =>
    resourceOf(teams, caller, params.identifier ?? '', by);

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a role of a team',
      rights: WRITE,
      query: byTeamIdentifierType,
      body: roleInput,
      response: 'created',
      handle: async ({ caller, params, query, body, requestId }) => {
        const { id: teamId } = await teamOf({ caller, params }, query.teamIdentifierType);
        const role: TeamRole = { id: derivedId('team-role', teamId, requestId), ...body };
        await changeResource(teams, caller, teamId, (team) => {
          requireFree(team, role);
          if (rolesOf(team).length >= MAX_ROLES) {
            throw invalid({ name: `A team has at most ${MAX_ROLES} roles of its own` });
          }
          return { ...team, roles: [...rolesOf(team), role] };
        });
        return created({ id: role.id, name: role.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List the roles of a team',
      rights: READ,
      query: byTeamIdentifierType,
      response: 'roles',
      handle: async ({ caller, params, query }) =>
        ok(rolesOf(await teamOf({ caller, params }, query.teamIdentifierType))),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a role of a team',
      rights: READ,
      query: byBoth,
      response: 'role',
      handle: async ({ caller, params, query }) => {
        const team = await teamOf({ caller, params }, query.teamIdentifierType);
        return ok(roleIn(team, params.teamRoleIdentifier ?? '', query.identifierType));
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: ONE,
      summary: 'Update a role of a team (partial); rights, where given, replace the list',
      rights: WRITE,
      query: byBoth,
      body: rolePatch,
      response: 'updated',
      handle: async ({ caller, params, query, body }) => {
        const found = await teamOf({ caller, params }, query.teamIdentifierType);
        const { id } = roleIn(found, params.teamRoleIdentifier ?? '', query.identifierType);
        const team = await changeResource(teams, caller, found.id, (team) => {
          const before = roleIn(team, id, 'id');
          const after = { id, name: body.name ?? before.name, rights: body.rights ?? before.rights };
          requireFree(team, after);
          return {
            ...team,
            roles: rolesOf(team).map((role) => (role.id === id ? after : role)),
            // Members have their role by its name.
            members: team.members.map((member) =>
              isNamed(before, member.role) ? { ...member, role: after.name } : member,
            ),
          };
        });
        return doneWith('Updated', { id, name: roleIn(team, id, 'id').name });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a role of a team; one that members have is refused with 428',
      rights: DELETE,
      query: byBoth,
      response: 'deleted',
      handle: async ({ caller, params, query }) => {
        const found = await teamOf({ caller, params }, query.teamIdentifierType);
        const { id } = roleIn(found, params.teamRoleIdentifier ?? '', query.identifierType);
        await changeResource(teams, caller, found.id, (team) => {
          const role = roleIn(team, id, 'id');
          const members = team.members.filter((member) => isNamed(role, member.role));
          if (members.length > 0) {
            throw stillReferenced(
              `Team role [${role.name}] cannot be deleted, ${members.length} members of team [${team.name}] have it.`,
            );
          }
          return { ...team, roles: rolesOf(team).filter((other) => other.id !== id) };
        });
        return done('Deleted');
      },
    }),
  ];
}
