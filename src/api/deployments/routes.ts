import type { Caller } from '../../domain/accounts/model.ts';
import type { Deployment } from '../../domain/deployments/model.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import { requestNotProcessed } from '../../http/errors.ts';
import { reaches } from '../../http/resource.ts';
import { accepted, ok, type Route, type RouteInput } from '../../http/route.ts';
import { DAY, type Instant, SECOND, toIso } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { derivedId } from '../../platform/ids.ts';
import { requestKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { deploymentInput, deploymentQuery, deploymentStateInput } from './input.ts';

export interface DeploymentDeps {
  readonly table: Table;
  readonly deployments: ConfigurationStore<Deployment>;
}

const base = { tag: 'Deployments', domain: 'incident' } as const;

/** How long the status of a request is stored, in milliseconds. */
const REQUEST_RETENTION_MS = 14 * DAY;
const MAX_ID_LENGTH = 255;

interface DeploymentRequest {
  readonly action: 'Create' | 'UpdateState';
  readonly isSuccess: boolean;
  readonly status: string;
  readonly deploymentId: string;
  readonly processedAt: Instant;
}

/** The id of the deployment with an external id. */
const externalDeploymentId = (accountId: string, externalId: string): string =>
  derivedId('deployment', accountId, 'external', externalId);

/**
 * The routes of deployments. As in Opsgenie, changes respond with 202 and the status of the request can be read later. But
 * there is no queue: the change is complete when the response is sent.
 */
export function deploymentRoutes({ table, deployments }: DeploymentDeps): readonly Route[] {
  const record = async (
    { caller, requestId, now }: RouteInput<unknown, unknown>,
    request: Omit<DeploymentRequest, 'processedAt'>,
  ) => {
    await table.put({
      ...requestKey(caller.accountId, requestId),
      ...request,
      processedAt: now,
      expiresAt: Math.floor((now + REQUEST_RETENTION_MS) / SECOND),
    });
    return accepted();
  };

  const resolveId = ({ accountId }: Caller, identifier: string, isExternal: boolean): string => {
    if (identifier.length > MAX_ID_LENGTH) throw notFound('Deployment does not exist.');
    return isExternal ? externalDeploymentId(accountId, identifier) : identifier;
  };

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/deployments',
      summary: 'Create a deployment',
      rights: ['create-update'],
      answers: 202,
      body: deploymentInput,
      response: 'accepted',
      async handle(input) {
        const { caller, body, requestId } = input;
        const { externalId } = body;
        const id = externalId
          ? externalDeploymentId(caller.accountId, externalId)
          : derivedId('deployment', caller.accountId, 'request', requestId);
        const { environment, ...rest } = body;
        const outcome = { action: 'Create', deploymentId: id } as const;
        if (await deployments.get(caller.accountId, id)) {
          return record(input, { ...outcome, isSuccess: false, status: 'Deployment exists already' });
        }
        await deployments.create(caller.accountId, {
          id,
          ...withoutUndefined(rest),
          environment: withoutUndefined(environment),
          ...(caller.teamId && { ownerTeamId: caller.teamId }),
        } as Omit<Deployment, 'version'>);
        return record(input, { ...outcome, isSuccess: true, status: 'Created deployment' });
      },
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: '/v2/deployments/{identifier}/updateState',
      summary: 'Update the state of a deployment',
      rights: ['create-update'],
      answers: 202,
      query: deploymentQuery,
      body: deploymentStateInput,
      response: 'accepted',
      async handle(input) {
        const { caller, params, query, body } = input;
        const id = resolveId(caller, params.identifier ?? '', query.isExternal);
        const found = await deployments.get(caller.accountId, id);
        if (found && !reaches(caller, found.ownerTeamId)) {
          const status = 'Deployment belongs to another team';
          return record(input, { action: 'UpdateState', deploymentId: '', isSuccess: false, status });
        }
        const changed = await deployments.update(caller.accountId, id, (current) => ({
          ...current,
          state: body.state,
          ...(body.completedAt !== undefined && { completedAt: body.completedAt }),
        }));
        return record(input, {
          action: 'UpdateState',
          deploymentId: changed?.id ?? '',
          isSuccess: changed !== undefined,
          status: changed ? 'Updated state of deployment' : 'Deployment does not exist',
        });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/deployments/requests/{requestId}',
      summary: 'Get the status of a request',
      rights: ['read'],
      response: 'requestStatus',
      async handle({ caller, params }) {
        const { requestId = '' } = params;
        const request =
          requestId.length > MAX_ID_LENGTH
            ? undefined
            : await table.get<Item & DeploymentRequest>(requestKey(caller.accountId, requestId));
        if (request?.deploymentId === undefined) {
          throw requestNotProcessed();
        }
        const { action, isSuccess, status, deploymentId, processedAt } = request;
        return ok({ action, isSuccess, status, deploymentId, processedAt: toIso(processedAt) });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/deployments/{identifier}',
      summary: 'Get a deployment (with its releases if expand=releases)',
      rights: ['read'],
      query: deploymentQuery,
      response: 'deployment',
      async handle({ caller, params, query }) {
        const identifier = params.identifier ?? '';
        const found = await deployments.get(
          caller.accountId,
          resolveId(caller, identifier, query.isExternal),
        );
        if (!found) throw notFound(`Deployment [${identifier}] does not exist.`);
        return ok(deploymentView(found, query.withReleases));
      },
    }),
  ];
}

/** Releases are only included on request, because Opsgenie's Go client fails to parse them. */
function deploymentView(
  { version: _, ownerTeamId: _team, releases, ...deployment }: Deployment,
  withReleases: boolean,
) {
  const { startedAt, completedAt, externalId, ...rest } = deployment;
  return {
    ...rest,
    type: 'api',
    ...(externalId !== undefined && { externalId }),
    ...(startedAt !== undefined && { startedAt: toIso(startedAt) }),
    ...(completedAt !== undefined && { completedAt: toIso(completedAt) }),
    ...(withReleases && { releases }),
  };
}
