import type { Directory } from '../../domain/directory/directory.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { withMember } from '../../domain/teams/members.ts';
import type { Team } from '../../domain/teams/model.ts';
import { byTeamIdentifierType, changeResource, type Resource } from '../../http/resource.ts';
import { DELETE, WRITE } from '../../http/rights.ts';
import { doneWith, type Route } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { findTeam } from './find-team.ts';
import { memberInput } from './input.ts';
import { resolveMember } from './members.ts';

const base = { tag: 'Team members', domain: 'configuration', query: byTeamIdentifierType } as const;

/** The members of a team. */
export function memberRoutes({
  directory,
  teams,
}: {
  readonly directory: Directory;
  readonly teams: Resource<Team>;
}): readonly Route[] {
  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/teams/{identifier}/members',
      summary: 'Add a member, or change the role of a member',
      rights: WRITE,
      body: memberInput,
      answers: 200,
      response: 'memberAdded',
      handle: async ({ caller, params, query, body }) => {
        const { id, roles } = await findTeam(teams, caller, params, query);
        const member = await resolveMember(directory, caller.accountId, body, roles);
        const team = await changeResource(teams, caller, id, (team) => withMember(team, member));
        return doneWith('Added', { id, name: team.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/v2/teams/{identifier}/members/{memberIdentifier}',
      summary: 'Remove a member by id or username; schedules still include the user',
      rights: DELETE,
      response: 'memberRemoved',
      handle: async ({ caller, params, query }) => {
        const { memberIdentifier = '' } = params;
        const { id, members } = await findTeam(teams, caller, params, query);
        const user = memberIdentifier.includes('@')
          ? await directory.users.getByName(caller.accountId, memberIdentifier)
          : { id: memberIdentifier };
        if (!members.some(({ userId }) => userId === user?.id)) {
          throw notFound(`The team has no member [${memberIdentifier}].`);
        }
        const team = await changeResource(teams, caller, id, (team) => ({
          ...team,
          members: team.members.filter(({ userId }) => userId !== user?.id),
        }));
        return doneWith('Removed', { id, name: team.name });
      },
    }),
  ];
}
