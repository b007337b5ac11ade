import type { Directory } from '../../domain/directory/directory.ts';
import type { Team } from '../../domain/teams/model.ts';
import { describeReachability, REACHABILITY_PROBLEMS } from '../../domain/users/reachability.ts';
import { byIdentifierType, findResource, type Resource } from '../../http/resource.ts';
import { READ } from '../../http/rights.ts';
import { ok, type Route } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';

/** GET /v2/teams/{identifier}/reachability: how new alerts reach the members of a team, and whom they do not. */
export const reachabilityRoutes = ({
  directory,
  teams,
}: {
  readonly directory: Directory;
  readonly teams: Resource<Team>;
}): readonly Route[] => [
  defineRoute({
    tag: 'Team members',
    domain: 'configuration',
    method: 'GET',
    path: '/v2/teams/{identifier}/reachability',
    summary: 'Get how new alerts reach the members of a team, and who cannot be reached and why',
    rights: READ,
    query: byIdentifierType,
    response: 'reachability',
    handle: async ({ caller, params, query, now }) => {
      const team = await findResource(teams, caller, params.identifier ?? '', query.identifierType);
      const users = await directory.users.getMany(
        caller.accountId,
        team.members.map(({ userId }) => userId),
      );
      const members = users
        .toSorted((a, b) => (a.username < b.username ? -1 : 1))
        .map((user) => {
          const { reachable, methods, problems } = describeReachability(user, now);
          return {
            user: { id: user.id, username: user.username, fullName: user.fullName },
            reachable,
            methods,
            problems: problems.map((code) => ({ code, text: REACHABILITY_PROBLEMS[code] })),
          };
        });
      return ok({
        members,
        unreachable: members.filter(({ reachable }) => !reachable).length,
      });
    },
  }),
];
