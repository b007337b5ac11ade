import { notFound } from '../../domain/kernel/errors.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { base, type ServiceAccess } from './find-service.ts';
import { serviceTemplateInput, serviceTemplateUpdate } from './input.ts';

const tagged = { ...base, tag: 'Incident templates of services (deprecated)' } as const;

const templateNotFound = (id: string) => notFound(`Incident template with id [${id}] does not exist.`);

/** Incident templates of a service, which Opsgenie keeps for old clients. */
export const serviceTemplateRoutes = (access: ServiceAccess): readonly Route[] => [
  defineRoute({
    ...tagged,
    method: 'POST',
    path: '/v1/services/{id}/incident-templates',
    summary: 'Add an incident template to a service',
    rights: WRITE,
    body: serviceTemplateInput,
    response: 'incidentTemplateCreated',
    handle: async ({ caller, params, body, requestId }) => {
      const id = derivedId('service-incident-template', caller.accountId, params.id ?? '', requestId);
      await access.change(caller, params.id, (service) =>
        service.incidentTemplates.some((template) => template.id === id)
          ? service
          : {
              ...service,
              incidentTemplates: [...service.incidentTemplates, { id, ...body.incidentTemplate }],
            },
      );
      return created({ id });
    },
  }),
  defineRoute({
    ...tagged,
    method: 'GET',
    path: '/v1/services/{id}/incident-templates',
    summary: 'List the incident templates of a service',
    rights: READ,
    response: 'incidentTemplates',
    handle: async ({ caller, params }) => ok((await access.get(caller, params.id)).incidentTemplates),
  }),
  defineRoute({
    ...tagged,
    method: 'PUT',
    path: '/v1/services/{id}/incident-templates/{templateId}',
    summary: 'Replace an incident template of a service',
    rights: WRITE,
    body: serviceTemplateUpdate,
    response: 'incidentTemplateUpdated',
    handle: async ({ caller, params, body }) => {
      const templateId = params.templateId ?? '';
      await access.change(caller, params.id, (service) => {
        if (!service.incidentTemplates.some(({ id }) => id === templateId))
          throw templateNotFound(templateId);
        const incidentTemplates = service.incidentTemplates.map((template) =>
          template.id === templateId ? { id: templateId, ...body } : template,
        );
        return { ...service, incidentTemplates };
      });
      return doneWith('Updated', { id: templateId });
    },
  }),
  defineRoute({
    ...tagged,
    method: 'DELETE',
    path: '/v1/services/{id}/incident-templates/{templateId}',
    summary: 'Delete an incident template of a service',
    rights: DELETE,
    response: 'deleted',
    handle: async ({ caller, params }) => {
      const templateId = params.templateId ?? '';
      await access.change(caller, params.id, (service) => {
        const incidentTemplates = service.incidentTemplates.filter(({ id }) => id !== templateId);
        if (incidentTemplates.length === service.incidentTemplates.length) throw templateNotFound(templateId);
        return { ...service, incidentTemplates };
      });
      return done('Deleted');
    },
  }),
];
