import type { Caller } from '../../domain/accounts/model.ts';
import type { IncidentTemplate } from '../../domain/incidents/template.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { slicePage } from '../../http/offset-paging.ts';
import {
  changeResource,
  findResource,
  listResources,
  nameOrConflict,
  type Resource,
  requireAccountKey,
} from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { base, type IncidentDeps } from './deps.ts';
import { incidentTemplateInput, incidentTemplatesQuery } from './input.ts';

const tagged = { ...base, tag: 'Incident templates', domain: 'configuration' } as const;

const view = ({ version: _, ...template }: IncidentTemplate) => template;

/** Incident templates of the account. */
export function incidentTemplateRoutes({
  directory,
  templates: store,
}: Pick<IncidentDeps, 'directory' | 'templates'>): readonly Route[] {
  // Templates belong to no team: keys of teams can read all of them and change none.
  const resourceFor = ({ teamId }: Caller): Resource<IncidentTemplate> => ({
    label: 'Incident template',
    store,
    teamOf: () => teamId,
  });

  async function requireServices({ accountId }: Caller, ids: readonly string[]): Promise<void> {
    const known = new Set((await directory.services.getMany(accountId, ids)).map(({ id }) => id));
    const at = ids.findIndex((id) => !known.has(id));
    if (at >= 0) throw invalid({ [`impactedServices[${at}]`]: `No service exists with [${ids[at]}]` });
  }

  return [
    defineRoute({
      ...tagged,
      method: 'POST',
      path: '/v1/incident-templates',
      summary: 'Create an incident template',
      rights: WRITE,
      body: incidentTemplateInput,
      response: 'templateCreated',
      async handle({ caller, body, requestId }) {
        requireAccountKey(caller, 'create incident templates');
        await requireServices(caller, body.impactedServices);
        const id = derivedId('incident-template', caller.accountId, requestId);
        const { name } = await nameOrConflict('Incident template', () =>
          store.create(caller.accountId, { id, ...body }),
        );
        return created({ id, name });
      },
    }),
    defineRoute({
      ...tagged,
      method: 'GET',
      path: '/v1/incident-templates',
      summary: 'List incident templates by name',
      rights: READ,
      query: incidentTemplatesQuery,
      response: 'templates',
      async handle({ caller, query, request }) {
        const sign = query.order === 'asc' ? 1 : -1;
        const sorted = (await listResources(resourceFor(caller), caller)).toSorted(
          (a, b) => sign * (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1),
        );
        const { items, paging } = slicePage(sorted, query, request.url);
        return ok({ incidentTemplates: items.map(view) }, { paging });
      },
    }),
    defineRoute({
      ...tagged,
      method: 'GET',
      path: '/v1/incident-templates/{id}',
      summary: 'Get an incident template',
      rights: READ,
      response: 'template',
      handle: async ({ caller, params }) =>
        ok(view(await findResource(resourceFor(caller), caller, params.id ?? ''))),
    }),
    defineRoute({
      ...tagged,
      method: 'PUT',
      path: '/v1/incident-templates/{id}',
      summary: 'Replace an incident template',
      rights: WRITE,
      body: incidentTemplateInput,
      response: 'templateUpdated',
      async handle({ caller, params, body }) {
        requireAccountKey(caller, 'change incident templates');
        await requireServices(caller, body.impactedServices);
        const { id, name } = await changeResource(
          resourceFor(caller),
          caller,
          params.id ?? '',
          (current) => ({ id: current.id, ...body }),
        );
        return doneWith('Updated', { id, name });
      },
    }),
    defineRoute({
      ...tagged,
      method: 'DELETE',
      path: '/v1/incident-templates/{id}',
      summary: 'Delete an incident template',
      rights: DELETE,
      response: 'deleted',
      async handle({ caller, params }) {
        requireAccountKey(caller, 'delete incident templates');
        const { id } = await findResource(resourceFor(caller), caller, params.id ?? '');
        await store.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
  ];
}
