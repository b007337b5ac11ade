import type * as z from 'zod';
import type { AlertAction } from '../../domain/alerts/action.ts';
import {
  type ActionBody,
  actionBody,
  alertQuery,
  assignBody,
  createBody,
  deleteDetailsQuery,
  deleteQuery,
  deleteTagsQuery,
  descriptionBody,
  detailsBody,
  escalateBody,
  messageBody,
  noteBody,
  priorityBody,
  responderBody,
  snoozeBody,
  tagsBody,
  targetOf,
  teamBody,
} from '../../domain/alerts/input.ts';
import { withIntegrationDefaults } from '../../domain/alerts/integration-defaults.ts';
import type { HttpMethod, Route, RouteInput } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { type AlertDeps, TAG } from './deps.ts';
import { dispatch, groupOf, targetOfCreate } from './enqueue-action.ts';

type Deps = Pick<AlertDeps, 'table' | 'queue'>;

/** Everything that is done to alerts. All of it is answered 202 and happens in the order in which it came. */
export function actionRoutes(deps: Deps): readonly Route[] {
  const put = { deps, method: 'PUT' } as const;
  const post = { deps, method: 'POST' } as const;
  return [
    createRoute(deps),
    action(
      { ...post, path: 'acknowledge', summary: 'Acknowledge an alert', body: actionBody, bodyOptional: true },
      () => ({
        type: 'Acknowledge',
      }),
    ),
    action(
      {
        ...post,
        path: 'unacknowledge',
        summary: 'Unacknowledge an alert',
        body: actionBody,
        bodyOptional: true,
      },
      () => ({ type: 'UnAcknowledge' }),
    ),
    action(
      { ...post, path: 'close', summary: 'Close an alert', body: actionBody, bodyOptional: true },
      () => ({
        type: 'Close',
      }),
    ),
    action(
      { ...post, path: 'snooze', summary: 'Snooze an alert until a time', body: snoozeBody },
      ({ endTime }) => ({
        type: 'Snooze',
        until: endTime,
      }),
    ),
    action(
      { ...post, path: 'escalate', summary: 'Escalate an alert to the next rule', body: escalateBody },
      ({ escalation }) => ({ type: 'EscalateToNext', escalation }),
    ),
    action(
      { ...post, path: 'assign', summary: 'Assign an alert to a user', body: assignBody },
      ({ owner }) => ({
        type: 'AssignOwnership',
        owner,
      }),
    ),
    action(
      { ...post, path: 'responders', summary: 'Add a responder to an alert', body: responderBody },
      ({ responder }) => ({
        type: 'AddResponder',
        responder,
      }),
    ),
    action({ ...post, path: 'teams', summary: 'Add a team to an alert', body: teamBody }, ({ team }) => ({
      type: 'AddTeam',
      team,
    })),
    action({ ...post, path: 'tags', summary: 'Add tags to an alert', body: tagsBody }, ({ tags }) => ({
      type: 'AddTags',
      tags,
    })),
    action(
      { ...post, path: 'details', summary: 'Add details to an alert', body: detailsBody },
      ({ details }) => ({
        type: 'AddDetails',
        details,
      }),
    ),
    action({ ...post, path: 'notes', summary: 'Add a note to an alert', body: noteBody }, () => ({
      type: 'AddNote',
    })),
    action(
      {
        ...post,
        path: 'actions/{actionName}',
        summary: 'Execute a custom action of an alert',
        body: actionBody,
        bodyOptional: true,
      },
      (_, { actionName = '' }) => ({ type: 'CustomAction', name: actionName }),
    ),
    action(
      { ...put, path: 'message', summary: 'Update the message of an alert', body: messageBody },
      ({ message }) => ({
        type: 'UpdateMessage',
        message,
      }),
    ),
    action(
      {
        ...put,
        path: 'description',
        summary: 'Update the description of an alert',
        body: descriptionBody,
        bodyOptional: true,
      },
      ({ description }) => ({ type: 'UpdateDescription', description }),
    ),
    action(
      { ...put, path: 'priority', summary: 'Update the priority of an alert', body: priorityBody },
      ({ priority }) => ({
        type: 'UpdatePriority',
        priority,
      }),
    ),
    removal({ deps, path: '', summary: 'Delete an alert', query: deleteQuery }, () => ({ type: 'Delete' })),
    removal(
      { deps, path: '/tags', summary: 'Remove tags from an alert', query: deleteTagsQuery },
      ({ tags }) => ({
        type: 'RemoveTags',
        tags,
      }),
    ),
    removal(
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
    body: createBody,
    response: 'accepted',
    async handle(input) {
      const { user, source, note, alias, ...alert } = input.body;
      return dispatch(deps, input, {
        ...targetOfCreate(input, alias),
        action: withIntegrationDefaults(
          { type: 'Create', ...alert, ...(alias !== undefined && { alias }) },
          input.caller.alerts,
        ),
        common: { user, source, note },
      });
    },
  });

interface Declared {
  readonly deps: Deps;
  readonly path: string;
  readonly summary: string;
}

/** Declares something that is done to one alert. */
function action<Body extends ActionBody>(
  {
    deps,
    path,
    ...declared
  }: Declared & {
    readonly method: HttpMethod;
    readonly body: z.ZodType<Body>;
    readonly bodyOptional?: boolean;
  },
  toAction: (body: Body, params: RouteInput<Body, unknown>['params']) => AlertAction,
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
      dispatchTo(deps, input, input.query, toAction(input.body, input.params), input.body),
  });
}

/** Declares something that is removed from one alert, or the alert itself; what belongs to it comes in the query. */
function removal<Query extends z.infer<typeof deleteQuery>>(
  { deps, path, ...declared }: Declared & { readonly query: z.ZodType<Query> },
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
      dispatchTo(deps, input, input.query, toAction(input.query), input.query),
  });
}

async function dispatchTo(
  deps: Deps,
  input: RouteInput<unknown, unknown>,
  { identifierType }: z.infer<typeof alertQuery>,
  alertAction: AlertAction,
  common: ActionBody,
) {
  const target = targetOf(identifierType, input.params.identifier ?? '');
  const group = await groupOf(deps, input.caller.accountId, target);
  return dispatch(deps, input, { group, target, action: alertAction, common });
}
