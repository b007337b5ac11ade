import * as z from 'zod';
import { wholeNumber } from '../../api/input.ts';
import { defineRoute, ok, type Route } from '../../api/route.ts';
import { toIso } from '../../platform/clock.ts';
import { ApiError } from '../../platform/errors.ts';
import { alertAnswer } from '../answers.ts';
import { alertQuery } from '../input.ts';
import { type EntryCursor, entriesOf, recipientsOf, requestStatus } from '../reads.ts';
import { type AlertDeps, TAG } from './deps.ts';
import { alertOfPath } from './target.ts';

/** Printable ASCII, as our own offsets are. */
const offset = z.string().regex(/^[\x20-\x7e]{1,200}$/, { message: 'is no offset of an entry' });

const entriesQuery = alertQuery.extend({
  offset: offset.optional(),
  direction: z.enum(['next', 'prev']).default('next'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: wholeNumber(1, 100).default(20),
});

const read = { method: 'GET', tag: TAG, domain: 'alert', rights: ['read'] } as const;

/** One alert, and what has happened to it. */
export function readRoutes({ table, directory }: Pick<AlertDeps, 'table' | 'directory'>): readonly Route[] {
  return [
    defineRoute({
      ...read,
      path: '/v2/alerts/{identifier}',
      summary: 'Get an alert',
      query: alertQuery,
      handle: async (input) => ok(alertAnswer(await alertOfPath(table, input))),
    }),
    defineRoute({
      ...read,
      path: '/v2/alerts/requests/{requestId}',
      summary: 'What became of a request',
      async handle({ caller, params }) {
        const status = await requestStatus(table, caller.accountId, params.requestId ?? '');
        if (!status) {
          // The Go client asks again on this error type, and on no other.
          throw new ApiError(404, 'RequestNotProcessed', 'Request not found, or not processed yet.');
        }
        return ok({
          success: status.success,
          isSuccess: status.success,
          action: status.action,
          processedAt: toIso(status.processedAt),
          integrationId: status.integrationId,
          status: status.status,
          alertId: status.alertId,
          alias: status.alias,
        });
      },
    }),
    defineRoute({
      ...read,
      path: '/v2/alerts/{identifier}/recipients',
      summary: 'Who was notified of an alert',
      query: alertQuery,
      async handle(input) {
        const alert = await alertOfPath(table, input);
        const recipients = await recipientsOf(table, alert.accountId, alert.id);
        const users = await directory.users.getMany(alert.accountId, Object.keys(recipients));
        const usernames = new Map(users.map(({ id, username }) => [id, username]));
        return ok(
          Object.entries(recipients).map(([id, { state, method, createdAt, updatedAt }]) => ({
            user: { id, username: usernames.get(id) ?? '' },
            state,
            method,
            createdAt: toIso(createdAt),
            updatedAt: toIso(updatedAt),
          })),
        );
      },
    }),
    defineRoute({
      ...read,
      path: '/v2/alerts/{identifier}/logs',
      summary: "An alert's log",
      query: entriesQuery,
      async handle(input) {
        const { entries, more } = await entriesOf(
          table,
          await alertOfPath(table, input),
          'logs',
          cursorOf(input.query),
        );
        return ok(
          entries.map((entry) => ({
            log: entry.log,
            type: entry.type,
            owner: entry.owner,
            createdAt: toIso(Number(entry.createdAt)),
            offset: entry.offset,
          })),
          { paging: cursorPaging(input.request.url, input.query, entries, more) },
        );
      },
    }),
    defineRoute({
      ...read,
      path: '/v2/alerts/{identifier}/notes',
      summary: "An alert's notes",
      query: entriesQuery,
      async handle(input) {
        const { entries, more } = await entriesOf(
          table,
          await alertOfPath(table, input),
          'notes',
          cursorOf(input.query),
        );
        return ok(
          entries.map((entry) => ({
            note: entry.note,
            owner: entry.owner,
            createdAt: toIso(Number(entry.createdAt)),
            offset: entry.offset,
          })),
          { paging: cursorPaging(input.request.url, input.query, entries, more) },
        );
      },
    }),
  ];
}

type EntriesQuery = z.infer<typeof entriesQuery>;

const cursorOf = ({ offset: from, direction, order, limit }: EntriesQuery): EntryCursor => ({
  direction,
  order,
  limit,
  ...(from !== undefined && { offset: from }),
});

/** Absolute links to the next and the first page. All values are text: the Go client takes nothing else. */
function cursorPaging(
  url: URL,
  { direction, order, limit }: EntriesQuery,
  entries: readonly { readonly offset: string }[],
  more: boolean,
): Readonly<Record<string, string>> {
  const link = (offsetOfLast?: string) => {
    const to = new URL(url);
    if (offsetOfLast === undefined) to.searchParams.delete('offset');
    else to.searchParams.set('offset', offsetOfLast);
    to.searchParams.set('limit', String(limit));
    to.searchParams.set('order', order);
    to.searchParams.set('direction', 'next');
    return to.toString();
  };
  const last = entries.at(-1);
  // A page that was reached backwards has the entry at its offset after it.
  const hasNext = direction === 'prev' || more;
  return { ...(hasNext && last && { next: link(last.offset) }), first: link() };
}
