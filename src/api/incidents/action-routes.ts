import type * as z from 'zod';
import { incidentMessageGroup, toIncidentId } from '../../domain/incidents/ids.ts';
import type { IncidentAction, IncidentActionMessage, IncidentTarget } from '../../domain/incidents/model.ts';
import { findIncident } from '../../domain/incidents/queries.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { fitTitle, MAX_ID_LENGTH } from '../../domain/kernel/limits.ts';
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
type AnyInput = RouteInput<unknown, unknown>;

/** Enqueues the action and responds with 202. The request status shows the result. */
async function enqueueAction(
  { table, incidentActions }: Deps,
  { caller, requestId, now }: AnyInput,
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
  // An unknown tiny id may belong to an incident that is still in the queue; then it is the group by itself.
  const id = target.type === 'tiny' ? (await findIncident(table, caller.accountId, target))?.id : undefined;
  const group = incidentMessageGroup(caller.accountId, id ?? target.value);
  await incidentActions.send(message, { group, deduplicationId: requestId });
  return accepted();
}

/** Actions on incidents. They are answered with 202 and applied in the order of their requests. */
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
    toAction: (body: Body) => IncidentAction,
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
      handle: (input) => enqueueAction(deps, input, toTarget(input), toAction(input.body), input.body.note),
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
    toAction: (query: Query) => IncidentAction,
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
      handle: (input) => enqueueAction(deps, input, toTarget(input), toAction(input.query), input.query.note),
    });

  return [
    createRoute(deps),
    simple('close', 'Close', 'Close an incident'),
    simple('resolve', 'Resolve', 'Resolve an incident'),
    simple('reopen', 'Reopen', 'Reopen a resolved incident; pages its responders again'),
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
      ({ message }) => ({ type: 'UpdateMessage', ...fitTitle(message) }),
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
    removal('', 'Delete an incident and its responder alerts', ['delete'], deleteIncidentQuery, () => ({
      type: 'Delete',
    })),
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

const toTarget = ({
  params,
  query,
}: Pick<
  RouteInput<unknown, { readonly identifierType: 'id' | 'tiny' }>,
  'params' | 'query'
>): IncidentTarget => ({
  type: query.identifierType,
  value: params.identifier ?? '',
});

/** Services are looked up before the 202, so that the client learns of an unknown service at once. */
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
      const target = { type: 'id', value: toIncidentId(accountId, input.requestId) } as const;
      return enqueueAction(deps, input, target, action, note);
    },
  });
