import type { Alert } from '../alerts/model.ts';
import { matchesCriteria } from '../kernel/criteria.ts';
import { ALERT_LIMITS, describeWithTitle, fitDetails, fitTitle, truncate } from '../kernel/limits.ts';
import { fillAlertTemplate } from '../kernel/text-template.ts';
import type { IncidentProperties, IncidentRule, Service } from './model.ts';

/** The type of the integration that creates the responder alerts of incidents. */
export const INCIDENT_INTEGRATION = 'Incident';

/** Called with a service of which something could not be evaluated. */
export type ReportBrokenService = (service: Service, error: unknown) => void;

export interface RuleMatch {
  readonly service: Service;
  readonly rule: IncidentRule;
}

/**
 * The incident rules that an alert matches: for each service whose team responds to the alert, the first match in order,
 * because an alert opens at most one incident for each service. Responder alerts of incidents open none, which would loop.
 * A rule or service that throws is reported and skipped.
 */
export function findMatchingRules(
  services: readonly Service[],
  alert: Alert,
  report: ReportBrokenService,
): readonly RuleMatch[] {
  if (alert.integration.type === INCIDENT_INTEGRATION) return [];
  const teams = new Set(alert.responders.filter(({ type }) => type === 'team').map(({ id }) => id));
  return services.flatMap((service) => {
    try {
      if (!teams.has(service.teamId)) return [];
      const rule = service.incidentRules.find((each) => isRuleMet(service, each, alert, report));
      return rule ? [{ service, rule }] : [];
    } catch (error) {
      report(service, error);
      return [];
    }
  });
}

function isRuleMet(service: Service, rule: IncidentRule, alert: Alert, report: ReportBrokenService): boolean {
  try {
    return matchesCriteria(rule.criteria, alert);
  } catch (error) {
    report(service, error);
    return false;
  }
}

/** Fills the template variables with the alert's fields, and truncates the results to the limits. */
export function fillProperties(properties: IncidentProperties, alert: Alert): IncidentProperties {
  const fill = (template: string, max: number) => truncate(fillAlertTemplate(template, alert), max);
  const { stakeholderProperties: stakeholder } = properties;
  const title = fitTitle(fillAlertTemplate(properties.message, alert));
  const stakeholderTitle = fitTitle(fillAlertTemplate(stakeholder.message, alert));
  return {
    ...properties,
    message: title.message,
    description: describeWithTitle(title.fullTitle, fill(properties.description, ALERT_LIMITS.description)),
    tags: properties.tags.map((tag) => fill(tag, ALERT_LIMITS.tag)).filter((tag) => tag.trim() !== ''),
    details: fitDetails(
      Object.fromEntries(
        Object.entries(properties.details).map(([key, template]) => [
          key,
          fill(template, ALERT_LIMITS.details),
        ]),
      ),
    ),
    stakeholderProperties: {
      ...stakeholder,
      message: stakeholderTitle.message,
      description: describeWithTitle(
        stakeholderTitle.fullTitle,
        fill(stakeholder.description, ALERT_LIMITS.description),
      ),
    },
  };
}
