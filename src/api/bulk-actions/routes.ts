import type * as z from 'zod';
import type { AlertAction } from '../../domain/alerts/action.ts';
import { type AlertActionInput, alertActionSchema, withRequestDefaults } from '../../domain/alerts/input.ts';
import { isUnrestricted } from '../../domain/alerts/visibility.ts';
import { type BulkAction, getBulkRequester } from '../../domain/bulk-actions/model.ts';
import { type StartBulkActionDeps, startBulkAction } from '../../domain/bulk-actions/start.ts';
import { createBulkActionStore } from '../../domain/bulk-actions/store.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { done, ok, type Route, type RouteInput } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import { assignBody, noteBody, snoozeBody, tagsBody, toSnooze } from '../alerts/input.ts';
import { defineRoute } from './define-route.ts';
import { selectionFields } from './input.ts';
import { toBulkActionView } from './view.ts';

const PATH = '/v2/alerts/bulk-actions';

// An alert may have the alias `bulk-actions`.
const base = { tag: 'Alerts', domain: 'search', exceptIdentifierTypes: ['alias', 'tiny'] } as const;

/**
 * Actions on all alerts that match a query. Each has a path of its own, so that it needs the right of the same action on one
 * alert, and takes the same members.
 */
export function bulkActionRoutes(deps: StartBulkActionDeps): readonly Route[] {
  const store = createBulkActionStore(deps.table);

  /** Those who cannot access all alerts see their own bulk actions only. */
  async function getBulkAction({ caller, params }: RouteInput<undefined, unknown>): Promise<BulkAction> {
    const id = params.id ?? '';
    const bulk = await store.find(caller.accountId, id);
    if (bulk && (isUnrestricted(caller) || bulk.requestedBy === getBulkRequester(caller))) return bulk;
    throw notFound(`Bulk action with id [${id}] does not exist.`);
  }

  return [
    startRoute(deps, 'acknowledge', 'Acknowledge', alertActionSchema, () => ({ type: 'Acknowledge' })),
    startRoute(deps, 'unacknowledge', 'Unacknowledge', alertActionSchema, () => ({ type: 'UnAcknowledge' })),
    startRoute(deps, 'close', 'Close', alertActionSchema, () => ({ type: 'Close' })),
    startRoute(deps, 'snooze', 'Snooze', snoozeBody(), toSnooze),
    startRoute(deps, 'assign', 'Assign', assignBody(), ({ owner }) => ({ type: 'AssignOwnership', owner })),
    startRoute(deps, 'tags', 'Add tags to', tagsBody(), ({ tags }) => ({ type: 'AddTags', tags })),
    startRoute(deps, 'notes', 'Add a note to', noteBody(), () => ({ type: 'AddNote' })),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${PATH}/{id}`,
      summary: 'Get the progress of a bulk action',
      rights: ['read'],
      response: 'progress',
      handle: async (input) => ok(toBulkActionView(await getBulkAction(input))),
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${PATH}/{id}/cancel`,
      summary: 'Cancel a bulk action: the alerts that it has not come to are left alone',
      rights: ['create-update', 'read'],
      answers: 200,
      response: 'cancelled',
      async handle(input) {
        await store.cancel(await getBulkAction(input), input.now);
        return done('Cancelled');
      },
    }),
  ];
}

/** Declares the route that starts an action on all alerts that match. It needs the right to read, because it counts them. */
function startRoute<Fields extends AlertActionInput>(
  deps: StartBulkActionDeps,
  name: string,
  verb: string,
  schema: z.ZodObject & z.ZodType<Fields>,
  toAction: (body: Fields, now: Instant) => AlertAction,
): Route {
  const body = schema.extend(selectionFields) as unknown as z.ZodType<Fields & Selection>;
  return defineRoute({
    ...base,
    method: 'POST',
    path: `${PATH}/${name}`,
    summary: `${verb} all alerts that match a query, in the background`,
    rights: ['create-update', 'read'],
    answers: 202,
    body,
    response: 'started',
    async handle(input) {
      const { caller, requestId, now, request } = input;
      const { id, total } = await startBulkAction(deps, {
        id: requestId,
        accountId: caller.accountId,
        requestedBy: getBulkRequester(caller),
        requestedAt: now,
        query: input.body.query,
        expectedCount: input.body.expectedCount,
        action: toAction(input.body, now),
        ...withRequestDefaults(input.body, request.sourceIp),
        // The key of a user cannot act in the name of another user.
        ...(caller.user && { user: caller.user.username }),
        integration: caller.integration,
        ...(caller.teamId && { teamId: caller.teamId }),
        ...(caller.alertReach && { alertReach: caller.alertReach }),
      });
      return { kind: 'json', status: 202, members: { result: 'Request will be processed', id, total } };
    },
  });
}

interface Selection {
  readonly query: string;
  readonly expectedCount: number;
}
