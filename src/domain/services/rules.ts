import type { Alert } from '../alerts/model.ts';
import { matches } from '../kernel/criteria.ts';
import { filled } from '../kernel/text-template.ts';
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

/** What a name in a rule's texts stands for: {{message}}, {{details.host}}. A property that is not there is empty. */
function fieldOf(alert: Alert, name: string): string | undefined {
  switch (name) {
    case 'message':
    case 'description':
    case 'alias':
    case 'entity':
    case 'source':
    case 'priority':
    case 'tinyId':
      return alert[name];
    case 'tags':
      return alert.tags.join(',');
    default:
      return name.startsWith('details.') ? (alert.details[name.slice('details.'.length)] ?? '') : undefined;
  }
}

const MESSAGE_MAX = 130;
const DESCRIPTION_MAX = 15_000;
const TAG_MAX = 50;
const DETAILS_MAX = 8_000;

/** The properties of the incident, with what is said of the alert in the places that ask for it, cut to what fits. */
export function filledIn(properties: IncidentProperties, alert: Alert): IncidentProperties {
  const fill = (template: string, max: number) =>
    [...filled(template, (name) => fieldOf(alert, name))].slice(0, max).join('');
  const { stakeholderProperties: stakeholder } = properties;
  return {
    ...properties,
    message: fill(properties.message, MESSAGE_MAX),
    description: fill(properties.description, DESCRIPTION_MAX),
    tags: properties.tags.map((tag) => fill(tag, TAG_MAX)).filter((tag) => tag.trim() !== ''),
    details: withinLimit(properties.details, (template) => fill(template, DETAILS_MAX)),
    stakeholderProperties: {
      ...stakeholder,
      message: fill(stakeholder.message, MESSAGE_MAX),
      description: fill(stakeholder.description, DESCRIPTION_MAX),
    },
  };
}

/** The properties, filled, of which those are left out that would go beyond the limit of all together. */
function withinLimit(
  details: Readonly<Record<string, string>>,
  fill: (template: string) => string,
): Readonly<Record<string, string>> {
  let left = DETAILS_MAX;
  const made = Object.entries(details).map(([key, template]) => [key, fill(template)] as const);
  return Object.fromEntries(
    made.filter(([key, value]) => {
      left -= key.length + value.length;
      return left >= 0;
    }),
  );
}
