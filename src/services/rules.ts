import { matches } from '../alerts/criteria.ts';
import type { Alert } from '../alerts/model.ts';
import type { IncidentProperties, IncidentRule, Service } from './model.ts';

/** The type of the integration by which incidents raise the alerts of their responders. */
export const INCIDENT_INTEGRATION = 'Incident';

export interface RuleMatch {
  readonly service: Service;
  readonly rule: IncidentRule;
}

/**
 * The incident rules that the alert meets: of each service whose team responds to the alert the first in order, as
 * one alert is one incident of a service. Alerts that were raised for an incident open none, or there would be no end.
 */
export function incidentRulesMatching(services: readonly Service[], alert: Alert): readonly RuleMatch[] {
  if (alert.integration.type === INCIDENT_INTEGRATION) return [];
  const teams = new Set(alert.responders.filter(({ type }) => type === 'team').map(({ id }) => id));
  return services.flatMap((service) => {
    if (!teams.has(service.teamId)) return [];
    const rule = service.incidentRules.find(({ criteria }) => matches(criteria, alert));
    return rule ? [{ service, rule }] : [];
  });
}

/** The fields of an alert that a rule's texts may quote: {{message}}. */
const QUOTED = ['message', 'description', 'alias', 'entity', 'source', 'priority', 'tinyId'] as const;

/** The properties of the incident, with the fields of the alert in the places that name them. */
export function filledIn(properties: IncidentProperties, alert: Alert): IncidentProperties {
  const fields = new Map<string, string>(QUOTED.map((field) => [field.toLowerCase(), alert[field]]));
  const filled = (text: string) =>
    text.replace(/\{\{\s*(\w+)\s*\}\}/g, (placeholder, field: string) => {
      return fields.get(field.toLowerCase()) ?? placeholder;
    });
  const { stakeholderProperties: stakeholder } = properties;
  return {
    ...properties,
    message: filled(properties.message),
    description: filled(properties.description),
    tags: properties.tags.map(filled),
    details: Object.fromEntries(
      Object.entries(properties.details).map(([key, value]) => [key, filled(value)]),
    ),
    stakeholderProperties: {
      ...stakeholder,
      message: filled(stakeholder.message),
      description: filled(stakeholder.description),
    },
  };
}
