import { createIncidentTemplateStore } from '../../../src/domain/incidents/template.ts';
import { path } from '../api.ts';
import { type Document, toText, without } from '../document.ts';
import type { Kind, Step } from '../kind.ts';
import { readNames, toNames } from './names.ts';

/** The incident templates of the account. */
export const incidentTemplates: Kind = {
  name: 'incident-templates',
  getName: ({ name }) => toText(name),
  async read(account) {
    const [names, all] = await Promise.all([
      readNames(account),
      createIncidentTemplateStore(account.table).list(account.accountId),
    ]);
    return Promise.all(
      all.map(async ({ id }) => {
        const template = await account.api.get<Document>(path`/v1/incident-templates/${id}`);
        const impactedServices = toNames(template.impactedServices, names.services);
        return { id, document: { ...without(template, 'id'), impactedServices } };
      }),
    );
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v1/incident-templates/${id}`);
  },
};

export const writeIncidentTemplate: Step = {
  kind: 'incident-templates',
  async write({ api, ids }, { impactedServices, ...template }) {
    const name = toText(template.name);
    const named = Array.isArray(impactedServices) ? impactedServices.map(toText) : [];
    const services = named.map((service, i) => ids.require('services', service, `impactedServices[${i}]`));
    const body = { ...template, impactedServices: services };
    const id = ids.find('incident-templates', name);
    if (id) await api.send('PUT', path`/v1/incident-templates/${id}`, body);
    else ids.set('incident-templates', name, (await api.send('POST', '/v1/incident-templates', body)).id);
  },
};
