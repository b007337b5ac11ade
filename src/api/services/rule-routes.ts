import { notFound } from '../../domain/kernel/errors.ts';
import { findTemplateMistakes } from '../../domain/kernel/template-mistakes.ts';
import type { IncidentRule } from '../../domain/services/model.ts';
import { readSkippedPatterns } from '../../domain/slow-patterns/store.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { incidentRulesMarkKey } from '../../platform/keys.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { base, type ServiceAccess } from './find-service.ts';
import { incidentRuleInput } from './input.ts';
import { incidentRuleView } from './view.ts';

const tagged = { ...base, tag: 'Incident rules of services' } as const;

const ruleNotFound = (id: string) => notFound(`Incident rule with id [${id}] does not exist.`);

/** Warns of placeholders that do not exist in what a rule makes of an alert. */
const warnOfTemplates = ({ incidentProperties }: Pick<IncidentRule, 'incidentProperties'>) => {
  const { stakeholderProperties, ...properties } = incidentProperties;
  const templates = stakeholderProperties.enable ? incidentProperties : properties;
  return findTemplateMistakes({ incidentProperties: templates }, 'alert');
};

/** Incident rules: they open incidents for matching alerts. */
export function incidentRuleRoutes({
  table,
  access,
}: {
  readonly table: Table;
  readonly access: ServiceAccess;
}): readonly Route[] {
  return [
    defineRoute({
      ...tagged,
      method: 'POST',
      path: '/v1/services/{id}/incident-rules',
      summary: 'Add an incident rule to a service, in last place',
      rights: WRITE,
      body: incidentRuleInput,
      warn: warnOfTemplates,
      response: 'incidentRuleCreated',
      handle: async ({ caller, params, body, requestId }) => {
        const rule: IncidentRule = {
          id: derivedId('incident-rule', caller.accountId, params.id ?? '', requestId),
          ...body,
        };
        // The marker is written before the rule, so that no alert after the rule misses it.
        await table.put({ ...incidentRulesMarkKey(caller.accountId) });
        await access.change(caller, params.id, (service) =>
          service.incidentRules.some(({ id }) => id === rule.id)
            ? service
            : { ...service, incidentRules: [...service.incidentRules, rule] },
        );
        return created({ id: rule.id });
      },
    }),
    defineRoute({
      ...tagged,
      method: 'GET',
      path: '/v1/services/{id}/incident-rules',
      summary: 'List the incident rules of a service, in order',
      rights: READ,
      response: 'incidentRules',
      handle: async ({ caller, params, now }) => {
        const { incidentRules } = await access.get(caller, params.id);
        return ok(
          await Promise.all(
            incidentRules.map(async (rule, order) => ({
              ...incidentRuleView(rule, order),
              ...(await readSkippedPatterns(table, caller.accountId, rule, now)),
            })),
          ),
        );
      },
    }),
    defineRoute({
      ...tagged,
      method: 'PUT',
      path: '/v1/services/{id}/incident-rules/{ruleId}',
      summary: 'Replace an incident rule (its position does not change)',
      rights: WRITE,
      body: incidentRuleInput,
      warn: warnOfTemplates,
      response: 'incidentRuleUpdated',
      handle: async ({ caller, params, body }) => {
        const ruleId = params.ruleId ?? '';
        await access.change(caller, params.id, (service) => {
          if (!service.incidentRules.some(({ id }) => id === ruleId)) throw ruleNotFound(ruleId);
          const incidentRules = service.incidentRules.map((rule) =>
            rule.id === ruleId ? { id: ruleId, ...body } : rule,
          );
          return { ...service, incidentRules };
        });
        return doneWith('Updated', { id: ruleId });
      },
    }),
    defineRoute({
      ...tagged,
      method: 'DELETE',
      path: '/v1/services/{id}/incident-rules/{ruleId}',
      summary: 'Delete an incident rule (its incidents are kept)',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params }) => {
        const ruleId = params.ruleId ?? '';
        await access.change(caller, params.id, (service) => {
          const incidentRules = service.incidentRules.filter(({ id }) => id !== ruleId);
          if (incidentRules.length === service.incidentRules.length) throw ruleNotFound(ruleId);
          return { ...service, incidentRules };
        });
        return done('Deleted');
      },
    }),
  ];
}
