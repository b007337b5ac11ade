import type * as z from 'zod';
import { requireIncident } from '../../domain/incidents/queries.ts';
import { INCIDENT_VOCABULARY, searchIncidents } from '../../domain/incidents/search.ts';
import type { IncidentRequestStatus } from '../../domain/incidents/store.ts';
import { parseQueryInput } from '../../domain/kernel/search-query/input.ts';
import { EVERYTHING } from '../../domain/kernel/search-query/model.ts';
import { findRequestStatus } from '../../domain/requests/request-status.ts';
import { createCursorLinks, entryFields } from '../../http/cursor-paging.ts';
import { requestNotProcessed } from '../../http/errors.ts';
import { createPageLinks } from '../../http/offset-paging.ts';
import { ok, type Route, type RouteInput } from '../../http/route.ts';
import { toIso } from '../../platform/clock.ts';
import { incidentPk, LOG_PREFIX, NOTE_PREFIX } from '../../platform/keys.ts';
import { readLogEntries } from '../../platform/log-entries.ts';
import type { Item } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { base, type IncidentDeps } from './deps.ts';
import { incidentEntriesQuery, incidentQuery, listIncidentsQuery } from './input.ts';
import { incidentView } from './view.ts';

const read = { ...base, method: 'GET', rights: ['read'] } as const;

/** Search, incidents, request statuses, log entries, notes and alert ids. */
export function incidentReadRoutes({
  table,
  directory,
}: Pick<IncidentDeps, 'table' | 'directory'>): readonly Route[] {
  const getIncidentOfPath = ({
    caller,
    params,
    query,
  }: RouteInput<unknown, { readonly identifierType: 'id' | 'tiny' }>) =>
    requireIncident(table, caller, { type: query.identifierType, value: params.identifier ?? '' });

  /** A page of log entries or notes, oldest or newest first. `view` converts their own members. */
  async function getEntriesPage<Own extends object>(
    prefix: string,
    input: RouteInput<undefined, z.infer<typeof incidentEntriesQuery>>,
    view: (entry: Item) => Own,
  ) {
    const { accountId, id } = await getIncidentOfPath(input);
    const page = await readLogEntries(table, incidentPk(accountId, id), prefix, input.query);
    return ok(
      page.entries.map((entry) => ({ ...view(entry), ...entryFields(entry) })),
      { paging: createCursorLinks(input.request.url, input.query, page) },
    );
  }

  return [
    defineRoute({
      ...read,
      path: '/v1/incidents',
      summary: 'Search incidents',
      query: listIncidentsQuery,
      response: 'incidents',
      async handle({ caller, query, request }) {
        const { accountId, teamId } = caller;
        const wanted = query.query ? parseQueryInput(query.query, INCIDENT_VOCABULARY) : EVERYTHING;
        const found = await searchIncidents(
          { table, directory },
          { accountId, teamId, query: wanted },
          query,
        );
        return ok(found.incidents.map(incidentView), {
          paging: createPageLinks(request.url, query, found, { sort: query.sort, order: query.order }),
          ...(found.total !== undefined && { totalCount: found.total }),
        });
      },
    }),
    defineRoute({
      ...read,
      path: '/v1/incidents/requests/{requestId}',
      summary: 'Get the status of a request',
      response: 'requestStatus',
      async handle({ caller, params }) {
        const request = await findRequestStatus<IncidentRequestStatus>(
          table,
          caller.accountId,
          params.requestId ?? '',
        );
        if (request?.incidentId === undefined) {
          // The Go client polls again only on this error type.
          throw requestNotProcessed();
        }
        return ok({
          success: request.success,
          isSuccess: request.success,
          action: request.action,
          processedAt: toIso(request.processedAt),
          integrationId: request.integrationId,
          status: request.status,
          incidentId: request.incidentId,
        });
      },
    }),
    defineRoute({
      ...read,
      path: '/v1/incidents/{identifier}',
      summary: 'Get an incident',
      query: incidentQuery,
      response: 'incident',
      handle: async (input) => ok(incidentView(await getIncidentOfPath(input))),
    }),
    defineRoute({
      ...read,
      path: '/v1/incidents/{identifier}/logs',
      summary: "List an incident's log entries",
      query: incidentEntriesQuery,
      response: 'logs',
      handle: (input) =>
        getEntriesPage(LOG_PREFIX, input, ({ log, type }) => ({ log: String(log), type: String(type) })),
    }),
    defineRoute({
      ...read,
      path: '/v1/incidents/{identifier}/notes',
      summary: "List an incident's notes",
      query: incidentEntriesQuery,
      response: 'notes',
      handle: (input) => getEntriesPage(NOTE_PREFIX, input, ({ note }) => ({ note: String(note) })),
    }),
    defineRoute({
      ...read,
      path: '/v1/incidents/{identifier}/responder-alert-ids',
      summary: 'List the ids of the responder alerts, oldest first',
      query: incidentEntriesQuery,
      response: 'alertIds',
      handle: async (input) =>
        ok((await getIncidentOfPath(input)).responderAlerts.map(({ alertId }) => alertId)),
    }),
    defineRoute({
      ...read,
      path: '/v1/incidents/{identifier}/associated-alert-ids',
      summary: 'List the ids of the associated alerts, oldest first',
      query: incidentEntriesQuery,
      response: 'alertIds',
      handle: async (input) => ok((await getIncidentOfPath(input)).associatedAlertIds),
    }),
  ];
}
