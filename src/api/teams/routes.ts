import * as z from 'zod';
import { prepareResponderDeletion } from '../../domain/alerts/responder-deletion.ts';
import { type Directory, loadTargetFormatter } from '../../domain/directory/directory.ts';
import type { Team } from '../../domain/teams/model.ts';
import {
  byIdentifierType,
  byIdentifierTypeOrForce,
  changeResource,
  findResource,
  listResources,
  type Resource,
  requireAccountKey,
} from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { teamInput, teamPatch } from './input.ts';
import { createTeam, deleteTeam } from './lifecycle.ts';
import { teamLogRoutes } from './log-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { resolveMembers } from './members.ts';
import { reachabilityRoutes } from './reachability-routes.ts';
import { teamRoleRoutes } from './role-routes.ts';
import { routingRuleRoutes } from './routing-rule-routes.ts';
import { listMemberTargets, teamSummary, teamView } from './view.ts';

const base = { tag: 'Teams', domain: 'configuration' } as const;

/** The operations on teams, their members, routing rules, roles and logs. */
export function teamRoutes({
  table,
  alertActions,
  directory,
}: {
  readonly table: Table;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
  readonly directory: Directory;
}): readonly Route[] {
  const teams: Resource<Team> = { label: 'Team', store: directory.teams, teamOf: ({ id }) => id };

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/teams',
      summary: 'Create a team, with a default schedule, escalation and routing rule',
      rights: WRITE,
      body: teamInput,
      response: 'created',
      handle: async ({ caller, body, requestId, now }) => {
        requireAccountKey(caller, 'create teams');
        const team = {
          id: derivedId('team', caller.accountId, requestId),
          name: body.name,
          description: body.description ?? '',
          members: await resolveMembers(directory, caller.accountId, body.members ?? []),
        };
        const { id, name } = await createTeam(directory, caller.accountId, team, now);
        return created({ id, name });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/teams',
      summary: 'List teams',
      rights: READ,
      query: z.object({ expand: z.string().optional() }),
      response: 'teams',
      handle: async ({ caller, query }) => {
        const all = await listResources(teams, caller);
        const more = { expandable: ['member'] };
        if (!query.expand?.split(',').includes('member')) return ok(all.map(teamSummary), more);
        const formatTarget = await loadTargetFormatter(
          directory,
          caller.accountId,
          all.flatMap(listMemberTargets),
        );
        return ok(
          all.map((team) => teamView(team, formatTarget)),
          more,
        );
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/teams/{identifier}',
      summary: 'Get a team with its members',
      rights: READ,
      query: byIdentifierType,
      response: 'team',
      handle: async ({ caller, params, query }) => {
        const team = await findResource(teams, caller, params.identifier ?? '', query.identifierType);
        return ok(
          teamView(team, await loadTargetFormatter(directory, caller.accountId, listMemberTargets(team))),
        );
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: '/v2/teams/{identifier}',
      summary: 'Update a team (partial); members replace the whole list',
      rights: WRITE,
      query: byIdentifierType,
      body: teamPatch,
      clears: ['description'],
      response: 'updated',
      handle: async ({ caller, params, query, body }) => {
        const { id, roles } = await findResource(
          teams,
          caller,
          params.identifier ?? '',
          query.identifierType,
        );
        const { members: named, ...rest } = body;
        const members = named && { members: await resolveMembers(directory, caller.accountId, named, roles) };
        const changed = await changeResource(teams, caller, id, (team) => ({ ...team, ...rest, ...members }));
        return doneWith('Updated', { id, name: changed.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/v2/teams/{identifier}',
      summary:
        'Delete a team with its default schedule and escalation; fails with 428 while they are used, or (without force) while they respond to open alerts',
      rights: DELETE,
      query: byIdentifierTypeOrForce,
      response: 'deleted',
      handle: async ({ caller, params, query, now }) => {
        requireAccountKey(caller, 'delete teams');
        const team = await findResource(teams, caller, params.identifier ?? '', query.identifierType);
        await deleteTeam(directory, caller.accountId, team, now, (responders) =>
          prepareResponderDeletion(
            { table, alertActions },
            { accountId: caller.accountId, label: `Team [${team.name}]`, responders },
            { force: query.force === 'true', now },
          ),
        );
        return done('Deleted');
      },
    }),
    ...memberRoutes({ directory, teams }),
    ...reachabilityRoutes({ directory, teams }),
    ...routingRuleRoutes({ directory, table, teams }),
    ...teamRoleRoutes({ teams }),
    ...teamLogRoutes({ table, teams }),
  ];
}
