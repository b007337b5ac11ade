import { type Directory, resolveTarget } from '../../domain/directory/directory.ts';
import { forbidden, stillReferenced } from '../../domain/kernel/errors.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import { NO_AUDIENCE } from '../../domain/services/model.ts';
import { slicePage } from '../../http/offset-paging.ts';
import { findResource, listResources, nameOrConflict, reaches } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Table } from '../../platform/table.ts';
import { audienceRoutes } from './audience-routes.ts';
import { defineRoute } from './define-route.ts';
import { base, createServiceAccess } from './find-service.ts';
import { serviceInput, servicePatch, servicesQuery } from './input.ts';
import { incidentRuleRoutes } from './rule-routes.ts';
import { serviceTemplateRoutes } from './template-routes.ts';
import { serviceView } from './view.ts';

export interface ServiceDeps {
  readonly table: Table;
  readonly directory: Directory;
  /** Finds what uses a service, as an error names it: open incidents and incident templates. */
  readonly findServiceUsages: (accountId: string, serviceId: string) => Promise<readonly string[]>;
}

/** Services, with their incident rules, templates and audiences. */
export function serviceRoutes({ table, directory, findServiceUsages }: ServiceDeps): readonly Route[] {
  const access = createServiceAccess(directory);

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v1/services',
      summary: 'Create a service of a team',
      rights: WRITE,
      body: serviceInput,
      response: 'created',
      handle: async ({ caller, body, requestId }) => {
        const { accountId } = caller;
        const team = await resolveTarget(directory, accountId, { type: 'team', id: body.teamId }, 'teamId');
        if (!reaches(caller, team.id))
          throw forbidden('A key of a team cannot create a service for another team.');
        const { id, name } = await nameOrConflict(access.own.label, () =>
          directory.services.create(accountId, {
            id: derivedId('service', accountId, requestId),
            name: body.name,
            teamId: team.id,
            description: body.description ?? '',
            visibility: body.visibility ?? 'TEAM_MEMBERS',
            tags: body.tags ?? [],
            incidentRules: [],
            incidentTemplates: [],
            audience: NO_AUDIENCE,
          }),
        );
        return created({ id, name });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v1/services',
      summary: 'List services by name',
      rights: READ,
      query: servicesQuery,
      response: 'services',
      handle: async ({ caller, query, request }) => {
        const all = await listResources(access.getReadable(caller), caller);
        const sign = query.order === 'asc' ? 1 : -1;
        const sorted = all.toSorted((a, b) => sign * (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
        const { items, paging } = slicePage(sorted, query, toLinkBase(request.url, query));
        return ok(items.map(serviceView), { paging });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v1/services/{id}',
      summary: 'Get a service',
      rights: READ,
      response: 'service',
      handle: async ({ caller, params }) => ok(serviceView(await access.get(caller, params.id))),
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: '/v1/services/{id}',
      summary: 'Update a service (partial)',
      rights: WRITE,
      body: servicePatch,
      clears: ['description'],
      response: 'updated',
      handle: async ({ caller, params, body }) => {
        const { id, name } = await access.change(caller, params.id, (service) => ({
          ...service,
          ...withoutUndefined(body),
        }));
        return doneWith('Updated', { id, name });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/v1/services/{id}',
      summary:
        'Delete a service; one that an open incident or an incident template needs is refused with 428',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params }) => {
        const { id, name } = await findResource(access.own, caller, params.id ?? '');
        const uses = await findServiceUsages(caller.accountId, id);
        if (uses.length > 0) {
          throw stillReferenced(`Service [${name}] cannot be deleted, it is used in: ${uses.join(', ')}.`);
        }
        await directory.services.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
    ...incidentRuleRoutes({ table, access }),
    ...serviceTemplateRoutes(access),
    ...audienceRoutes({ directory, access }),
  ];
}

/**
 * The URL for page links, with `offset` as the third parameter: Terraform's data source reads it by position, not by
 * name.
 */
function toLinkBase(url: URL, { limit, sort, order }: { limit: number; sort: string; order: string }): URL {
  const base = new URL(url);
  base.search = '';
  for (const [name, value] of Object.entries({ limit: String(limit), sort, offset: '0' })) {
    base.searchParams.set(name, value);
  }
  if (order !== 'asc') base.searchParams.set('order', order);
  return base;
}
