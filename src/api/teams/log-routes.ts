import type { Team } from '../../domain/teams/model.ts';
import { cursorFields } from '../../http/cursor-paging.ts';
import { byIdentifierType, findResource, type Resource } from '../../http/resource.ts';
import { READ } from '../../http/rights.ts';
import { ok, type Route } from '../../http/route.ts';
import { LOG_PREFIX, teamLogPk } from '../../platform/keys.ts';
import { readLogEntries } from '../../platform/log-entries.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';

const { offset, order, limit } = cursorFields();

/** GET /v2/teams/{identifier}/logs: the changes of a team and of what it owns. */
export const teamLogRoutes = ({
  table,
  teams,
}: {
  readonly table: Table;
  readonly teams: Resource<Team>;
}): readonly Route[] => [
  defineRoute({
    tag: 'Teams',
    domain: 'configuration',
    method: 'GET',
    path: '/v2/teams/{identifier}/logs',
    summary: 'List the changes of a team and of what it owns; pass the offset to get the next page',
    rights: READ,
    query: byIdentifierType.extend({ offset, order, limit }),
    response: 'logs',
    handle: async ({ caller, params, query }) => {
      const { id } = await findResource(teams, caller, params.identifier ?? '', query.identifierType);
      const { entries } = await readLogEntries(table, teamLogPk(caller.accountId, id), LOG_PREFIX, {
        ...query,
        direction: 'next',
      });
      return ok({
        offset: entries.at(-1)?.offset ?? query.offset ?? '',
        logs: entries.map(({ log, owner, createdDate }) => ({ log, owner, createdDate })),
      });
    },
  }),
];
