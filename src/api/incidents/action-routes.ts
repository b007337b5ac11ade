import type * as z from 'zod';
import { incidentGroup, incidentIdOfRequest } from '../../domain/incidents/ids.ts';
import type { IncidentAction, IncidentActionMessage, IncidentTarget } from '../../domain/incidents/model.ts';
import { findIncident } from '../../domain/incidents/queries.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { MAX_ID_LENGTH } from '../../domain/kernel/limits.ts';
import { accepted, type HttpMethod, type Route, type RouteInput } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { base, type IncidentDeps } from './deps.ts';
import {
  createIncidentBody,
  deleteIncidentDetailsQuery,
  deleteIncidentQuery,
  deleteIncidentTagsQuery,
  incidentActionBody,
  incidentDescriptionBody,
  incidentDetailsBody,
  incidentMessageBody,
  incidentNoteBody,
  incidentPriorityBody,
  incidentQuery,
  incidentRespondersBody,
  incidentTagsBody,
} from './input.ts';

type Deps = Pick<IncidentDeps, 'table' | 'directory' | 'incidentActions'>;
type Given = RouteInput<unknown, unknown>;

/** Puts the action on the queue and answers 202. What becomes of it is told by the request's status. */
async function dispatch(
  { table, incidentActions }: Deps,
  { caller, requestId, now }: Given,
  target: IncidentTarget,
  action: IncidentAction,
  note: string | undefined,
) {
  if (target.value.length > MAX_ID_LENGTH) {
    throw invalid({ identifier: `must not be longer than ${MAX_ID_LENGTH} characters` });
  }
  const message: IncidentActionMessage = {
    kind: 'action',
    accountId: caller.accountId,
    requestId,
    receivedAt: now,
    target,
    action,
    note: note ?? '',
    ...(caller.user && { user: caller.user.username }),
    integration: caller.integration,
    ...(caller.teamId && { teamId: caller.teamId }),
  };
  // A tiny id that is not known may be that of an incident still in the queue; it then stands for itself.
  const id = target.type === 'tiny' ? (await findIncident(table, caller.accountId, target))?.id : undefined;
  const group = incidentGroup(caller.accountId, id ?? target.value);
  await incidentActions.send(message, { group, deduplicationId: requestId });
  return accepted();
}

/** Everything that is done to incidents. All of it is answered 202 and happens in the order in which it came. */
export function incidentActionRoutes(deps: Deps): readonly Route[] {
  const action = <Body extends { readonly note?: string | undefined }>(
    {
      method = 'POST',
      path,
      body,
      ...rest
    }: {
      readonly method?: HttpMethod;
      readonly path: string;
      readonly summary: string;
      readonly body: z.ZodType<Body>;
      readonly bodyOptional?: boolean;
    },
    actionOf: (body: Body) => IncidentAction,
  ): Route =>
    defineRoute({
      ...base,
      ...rest,
      method,
      path: `/v1/incidents/{identifier}/${path}`,
      rights: ['create-update'],
      answers: 202,
      query: incidentQuery,
      body,
      response: 'accepted',
      handle: (input) => dispatch(deps, input, targetOf(input), actionOf(input.body), input.body.note),
    });

  const simple = (path: string, type: 'Close' | 'Resolve' | 'Reopen', summary: string) =>
    action({ path, summary, body: incidentActionBody, bodyOptional: true }, () => ({ type }));

  /** The Go client sends PUT, the Node client POST. */
  const priority = (method: 'PUT' | 'POST') =>
    action(
      { method, path: 'priority', summary: 'Change the priority of an incident', body: incidentPriorityBody },
      (body) => ({ type: 'UpdatePriority', priority: body.priority }),
    );

  const removal = <
    Query extends { readonly identifierType: 'id' | 'tiny'; readonly note?: string | undefined },
  >(
    path: string,
    summary: string,
    rights: Route['rights'],
    query: z.ZodType<Query>,
    actionOf: (query: Query) => IncidentAction,
  ): Route =>
    defineRoute({
      ...base,
      method: 'DELETE',
      path: `/v1/incidents/{identifier}${path}`,
      summary,
      rights,
      answers: 202,
      query,
      response: 'accepted',
      handle: (input) => dispatch(deps, input, targetOf(input), actionOf(input.query), input.query.note),
    });

  return [
    createRoute(deps),
    simple('close', 'Close', 'Close an incident'),
    simple('resolve', 'Resolve', 'Resolve an incident'),
    simple('reopen', 'Reopen', 'Reopen an incident; its responders are paged anew'),
    action({ path: 'notes', summary: 'Add a note', body: incidentNoteBody }, () => ({ type: 'AddNote' })),
    action(
      { path: 'responders', summary: 'Add responders', body: incidentRespondersBody },
      ({ responders }) => ({ type: 'AddResponders', responders }),
    ),
    action({ path: 'tags', summary: 'Add tags', body: incidentTagsBody }, ({ tags }) => ({
      type: 'AddTags',
      tags,
    })),
    action(
      { path: 'details', summary: 'Add extra properties', body: incidentDetailsBody },
      ({ details }) => ({
        type: 'AddDetails',
        details,
      }),
    ),
    action(
      { path: 'message', summary: 'Change the message of an incident', body: incidentMessageBody },
      ({ message }) => ({ type: 'UpdateMessage', message }),
    ),
    action(
      {
        path: 'description',
        summary: 'Change the description of an incident',
        body: incidentDescriptionBody,
      },
      ({ description }) => ({ type: 'UpdateDescription', description }),
    ),
    priority('PUT'),
    priority('POST'),
    removal('', 'Delete an incident', ['delete'], deleteIncidentQuery, () => ({ type: 'Delete' })),
    removal('/tags', 'Remove tags', ['create-update'], deleteIncidentTagsQuery, ({ tags }) => ({
      type: 'RemoveTags',
      tags,
    })),
    removal(
      '/details',
      'Remove extra properties',
      ['create-update'],
      deleteIncidentDetailsQuery,
      ({ keys }) => ({
        type: 'RemoveDetails',
        keys,
      }),
    ),
  ];
}

const targetOf = ({
  params,
  query,
}: Pick<
  RouteInput<unknown, { readonly identifierType: 'id' | 'tiny' }>,
  'params' | 'query'
>): IncidentTarget => ({
  type: query.identifierType,
  value: params.identifier ?? '',
});

/** The services are looked up at once: a service that does not exist is a mistake that the client should see now. */
const createRoute = (deps: Deps): Route =>
  defineRoute({
    ...base,
    method: 'POST',
    path: '/v1/incidents/create',
    summary: 'Create an incident on a service and page its responders',
    rights: ['create-update'],
    answers: 202,
    body: createIncidentBody,
    response: 'accepted',
    handle: async (input) => {
      const { notifyStakeholders, note, ...body } = input.body;
      const { accountId } = input.caller;
      const named = [body.serviceId, ...body.impactedServices];
      const known = new Set((await deps.directory.services.getMany(accountId, named)).map(({ id }) => id));
      const missing = named.find((id) => !known.has(id));
      if (missing !== undefined) {
        const field = missing === body.serviceId ? 'serviceId' : 'impactedServices';
        throw invalid({ [field]: `No service exists with [${missing}]` });
      }
      const action: IncidentAction = {
        type: 'Create',
        ...body,
        stakeholders: { notify: notifyStakeholders, message: '', description: '' },
        associatedAlertIds: [],
      };
      const target = { type: 'id', value: incidentIdOfRequest(accountId, input.requestId) } as const;
      return dispatch(deps, input, target, action, note);
    },
  });
