import type * as z from 'zod';
import type { Alert } from '../../domain/alerts/model.ts';
import { readAlertLog, readAlertLogEntries, readRecipients } from '../../domain/alerts/queries.ts';
import { markSeen } from '../../domain/alerts/seen.ts';
import { readLedger } from '../../domain/alerts/store/ledger-store.ts';
import { findAlertRequestStatus } from '../../domain/alerts/store/request-status.ts';
import { lazily } from '../../domain/kernel/lazily.ts';
import { createCursorLinks, cursorFields, entryFields } from '../../http/cursor-paging.ts';
import { requestNotProcessed } from '../../http/errors.ts';
import { ok, type Route, type RouteInput, withWarnings } from '../../http/route.ts';
import { toIso } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import type { Item } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { type AlertDeps, TAG } from './deps.ts';
import { getAlertFromPath } from './find-alert.ts';
import { alertQuery } from './input.ts';
import { describeReached } from './reached.ts';
import { warnOfRequester } from './requester-warning.ts';
import { toAlertView, toRecipientView } from './view.ts';

const entriesQuery = lazily(() => alertQuery().extend(cursorFields()));

const read = { method: 'GET', tag: TAG, domain: 'alert', rights: ['read'] } as const;

/** Routes that read one alert, its recipients, log entries and notes, and the status of requests. */
export function readRoutes({
  table,
  queue,
  directory,
}: Pick<AlertDeps, 'table' | 'queue' | 'directory'>): readonly Route[] {
  /** A user who gets an alert with their own key has seen it. A failure is logged, because the alert can still be shown. */
  async function markSeenByCaller({ caller, now }: RouteInput<undefined, unknown>, alert: Alert) {
    if (!caller.user) return;
    try {
      await markSeen(queue, () => readLedger(table, alert.accountId, alert.id), alert, {
        user: caller.user,
        receivedAt: now,
        source: 'api',
        integration: caller.integration,
      });
    } catch (error) {
      logger.warn('Could not mark an alert as seen', {
        accountId: alert.accountId,
        alertId: alert.id,
        errorName: error instanceof Error ? error.name : 'unknown',
      });
    }
  }

  /** A page of log entries or notes, oldest or newest first, each with the fields that `getOwnFields` picks. */
  async function readEntries<Own extends object>(
    kind: 'logs' | 'notes',
    input: RouteInput<undefined, z.infer<ReturnType<typeof entriesQuery>>>,
    getOwnFields: (entry: Item) => Own,
  ) {
    const alert = await getAlertFromPath(table, input);
    const page = await (kind === 'logs'
      ? readAlertLog(table, alert, input.query)
      : readAlertLogEntries(table, alert, kind, input.query));
    const views = page.entries.map((entry) => ({ ...getOwnFields(entry), ...entryFields(entry) }));
    return ok(views, { paging: createCursorLinks(input.request.url, input.query, page) });
  }

  return [
    defineRoute({
      ...read,
      path: '/v2/alerts/{identifier}',
      summary: 'Get an alert',
      query: alertQuery,
      response: 'alert',
      async handle(input) {
        const alert = await getAlertFromPath(table, input);
        await markSeenByCaller(input, alert);
        return ok(toAlertView(alert));
      },
    }),
    defineRoute({
      ...read,
      path: '/v2/alerts/requests/{requestId}',
      exceptIdentifierTypes: ['alias', 'tiny'],
      summary: 'Get the status of a request',
      response: 'requestStatus',
      async handle({ caller, params, now }) {
        const status = await findAlertRequestStatus(table, caller.accountId, params.requestId ?? '', now);
        // The status of a request on an incident has no alert.
        if (status?.alertId === undefined) {
          // The Go client polls again only on this error type.
          throw requestNotProcessed();
        }
        const reached =
          status.success && status.action === 'Create' && status.alertId !== ''
            ? await describeReached({ table, directory }, { accountId: caller.accountId, id: status.alertId })
            : undefined;
        const answer = ok({
          success: status.success,
          isSuccess: status.success,
          action: status.action,
          processedAt: toIso(status.processedAt),
          integrationId: status.integrationId,
          status: status.status,
          alertId: status.alertId,
          alias: status.alias,
          ...(reached !== undefined && { reached }),
        });
        return withWarnings(answer, await warnOfRequester(directory, caller.accountId, status));
      },
    }),
    defineRoute({
      ...read,
      path: '/v2/alerts/{identifier}/recipients',
      summary: 'List the recipients of an alert',
      query: alertQuery,
      response: 'recipients',
      async handle(input) {
        const alert = await getAlertFromPath(table, input);
        const recipients = await readRecipients(table, alert.accountId, alert.id);
        const users = await directory.users.getMany(alert.accountId, Object.keys(recipients));
        const usernames = new Map(users.map(({ id, username }) => [id, username]));
        return ok(
          Object.entries(recipients).map(([id, state]) =>
            toRecipientView(alert, { id, username: usernames.get(id) ?? '' }, state),
          ),
        );
      },
    }),
    defineRoute({
      ...read,
      path: '/v2/alerts/{identifier}/logs',
      summary: 'List the log entries of an alert',
      query: entriesQuery,
      response: 'logs',
      handle: (input) =>
        readEntries('logs', input, ({ log, type }) => ({ log: String(log), type: String(type) })),
    }),
    defineRoute({
      ...read,
      path: '/v2/alerts/{identifier}/notes',
      summary: 'List the notes of an alert',
      query: entriesQuery,
      response: 'notes',
      handle: (input) => readEntries('notes', input, ({ note }) => ({ note: String(note) })),
    }),
  ];
}
