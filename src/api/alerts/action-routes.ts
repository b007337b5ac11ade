import type * as z from 'zod';
import type { AlertAction } from '../../domain/alerts/action.ts';
import { type AlertActionInput, alertActionSchema } from '../../domain/alerts/input.ts';
import { withIntegrationDefaults } from '../../domain/alerts/integration-defaults.ts';
import { fitTitle } from '../../domain/kernel/limits.ts';
import { createPatternBudget } from '../../domain/kernel/pattern-budget.ts';
import { recordSlowPatterns } from '../../domain/slow-patterns/store.ts';
import type { HttpMethod, Route, RouteInput, SchemaSource } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { type AlertDeps, TAG } from './deps.ts';
import { asCreate, enqueueAction, getCreateTarget, resolveActionTarget } from './enqueue-action.ts';
import {
  alertQuery,
  assignBody,
  createAlertBody,
  deleteDetailsQuery,
  deleteQuery,
  deleteTagsQuery,
  descriptionBody,
  detailsBody,
  escalateBody,
  messageBody,
  noteBody,
  parseAlertTarget,
  priorityBody,
  responderBody,
  snoozeBody,
  tagsBody,
  teamBody,
  toSnooze,
} from './input.ts';
import { enqueueByOwnActions } from './own-actions.ts';

type Deps = Pick<AlertDeps, 'table' | 'queue' | 'directory'>;

/** Actions on alerts. They return 202; the alert worker applies the actions on one alert in the order of the requests. */
export function actionRoutes(deps: Deps): readonly Route[] {
  const put = { deps, method: 'PUT' } as const;
  const post = { deps, method: 'POST' } as const;
  return [
    createRoute(deps),
    actionRoute(
      {
        ...post,
        path: 'acknowledge',
        summary: 'Acknowledge an alert',
        body: alertActionSchema,
        bodyOptional: true,
      },
      () => ({
        type: 'Acknowledge',
      }),
    ),
    actionRoute(
      {
        ...post,
        path: 'unacknowledge',
        summary: 'Unacknowledge an alert',
        body: alertActionSchema,
        bodyOptional: true,
      },
      () => ({ type: 'UnAcknowledge' }),
    ),
    actionRoute(
      { ...post, path: 'close', summary: 'Close an alert', body: alertActionSchema, bodyOptional: true },
      () => ({
        type: 'Close',
      }),
    ),
    actionRoute(
      { ...post, path: 'snooze', summary: 'Snooze an alert until a time', body: snoozeBody },
      (body, { now }) => toSnooze(body, now),
    ),
    actionRoute(
      { ...post, path: 'escalate', summary: 'Escalate an alert to the next rule', body: escalateBody },
      ({ escalation }) => ({ type: 'EscalateToNext', escalation }),
    ),
    actionRoute(
      { ...post, path: 'assign', summary: 'Assign an alert to a user', body: assignBody },
      ({ owner }) => ({
        type: 'AssignOwnership',
        owner,
      }),
    ),
    actionRoute(
      { ...post, path: 'responders', summary: 'Add a responder to an alert', body: responderBody },
      ({ responder }) => ({
        type: 'AddResponder',
        responder,
      }),
    ),
    actionRoute(
      { ...post, path: 'teams', summary: 'Add a team to an alert', body: teamBody },
      ({ team }) => ({
        type: 'AddTeam',
        team,
      }),
    ),
    actionRoute({ ...post, path: 'tags', summary: 'Add tags to an alert', body: tagsBody }, ({ tags }) => ({
      type: 'AddTags',
      tags,
    })),
    actionRoute(
      { ...post, path: 'details', summary: 'Add details to an alert', body: detailsBody },
      ({ details }) => ({
        type: 'AddDetails',
        details,
      }),
    ),
    actionRoute({ ...post, path: 'notes', summary: 'Add a note to an alert', body: noteBody }, () => ({
      type: 'AddNote',
    })),
    actionRoute(
      {
        ...post,
        path: 'actions/{actionName}',
        summary: 'Execute a custom action of an alert',
        body: alertActionSchema,
        bodyOptional: true,
      },
      (_, { params: { actionName = '' } }) => ({ type: 'CustomAction', name: actionName }),
    ),
    actionRoute(
      { ...put, path: 'message', summary: 'Update the message of an alert', body: messageBody },
      ({ message }) => ({
        type: 'UpdateMessage',
        ...fitTitle(message),
      }),
    ),
    actionRoute(
      {
        ...put,
        path: 'description',
        summary: 'Update the description of an alert',
        body: descriptionBody,
        bodyOptional: true,
      },
      ({ description }) => ({ type: 'UpdateDescription', description }),
    ),
    actionRoute(
      { ...put, path: 'priority', summary: 'Update the priority of an alert', body: priorityBody },
      ({ priority }) => ({
        type: 'UpdatePriority',
        priority,
      }),
    ),
    removalRoute({ deps, path: '', summary: 'Delete an alert', query: deleteQuery }, () => ({
      type: 'Delete',
    })),
    removalRoute(
      { deps, path: '/tags', summary: 'Remove tags from an alert', query: deleteTagsQuery },
      ({ tags }) => ({
        type: 'RemoveTags',
        tags,
      }),
    ),
    removalRoute(
      { deps, path: '/details', summary: 'Remove details from an alert', query: deleteDetailsQuery },
      ({ keys }) => ({ type: 'RemoveDetails', keys }),
    ),
  ];
}

const createRoute = (deps: Deps): Route =>
  defineRoute({
    method: 'POST',
    path: '/v2/alerts',
    tag: TAG,
    summary: 'Create an alert, or increase the count of the open alert with its alias',
    domain: 'alert',
    rights: ['create-update'],
    answers: 202,
    body: createAlertBody,
    response: 'accepted',
    async handle(input) {
      const byOwnActions = input.caller.hasActions && (await enqueueByOwnActions(deps, input));
      if (byOwnActions) return byOwnActions;
      const { user, source, note, alias, ...alert } = input.body;
      const { caller, now } = input;
      const budget = createPatternBudget({ accountId: caller.accountId, now });
      const action = await budget.run(() =>
        withIntegrationDefaults(
          { type: 'Create', ...alert, ...(alias !== undefined && { alias }) },
          caller.alerts,
        ),
      );
      await recordSlowPatterns(deps.table, caller.accountId, budget, now);
      return enqueueAction(deps, asCreate(input, alias), {
        ...getCreateTarget(input, alias),
        action,
        fields: { user, source, note },
      });
    },
  });

interface RouteDeclaration {
  readonly deps: Deps;
  readonly path: string;
  readonly summary: string;
}

/** Declares the route of an action on one alert. */
function actionRoute<Body extends AlertActionInput>(
  {
    deps,
    path,
    ...declared
  }: RouteDeclaration & {
    readonly method: HttpMethod;
    readonly body: SchemaSource<Body>;
    readonly bodyOptional?: boolean;
  },
  toAction: (body: Body, request: Pick<RouteInput<Body, unknown>, 'params' | 'now'>) => AlertAction,
): Route {
  return defineRoute({
    ...declared,
    path: `/v2/alerts/{identifier}/${path}`,
    tag: TAG,
    domain: 'alert',
    rights: ['create-update'],
    answers: 202,
    query: alertQuery,
    response: 'accepted',
    handle: async (input) =>
      enqueueActionOnAlert(deps, input, input.query, toAction(input.body, input), input.body),
  });
}

/** Declares a route that deletes an alert, or removes something from it. The query holds the fields of the action. */
function removalRoute<Query extends z.infer<ReturnType<typeof deleteQuery>>>(
  { deps, path, ...declared }: RouteDeclaration & { readonly query: SchemaSource<Query> },
  toAction: (query: Query) => AlertAction,
): Route {
  return defineRoute({
    ...declared,
    method: 'DELETE',
    path: `/v2/alerts/{identifier}${path}`,
    tag: TAG,
    domain: 'alert',
    rights: ['delete'],
    answers: 202,
    response: 'accepted',
    handle: async (input: RouteInput<undefined, Query>) =>
      enqueueActionOnAlert(deps, input, input.query, toAction(input.query), input.query),
  });
}

async function enqueueActionOnAlert(
  deps: Deps,
  input: RouteInput<unknown, unknown>,
  { identifierType }: z.infer<ReturnType<typeof alertQuery>>,
  alertAction: AlertAction,
  fields: AlertActionInput,
) {
  const identified = parseAlertTarget(identifierType, input.params.identifier ?? '');
  const { target, group } = await resolveActionTarget(deps, input.caller.accountId, identified);
  return enqueueAction(deps, input, { group, target, action: alertAction, fields });
}
