import { criteriaView } from '../../domain/kernel/criteria-schema.ts';
import type { IncidentRule, Service } from '../../domain/services/model.ts';

/** Converts a service to its response body. */
export const serviceView = ({ id, name, description, teamId, visibility, tags }: Service) => ({
  id,
  name,
  description,
  teamId,
  visibility,
  tags,
});

/** Converts an incident rule to its response body, with the conditions as they were set. */
export function incidentRuleView({ id, criteria, incidentProperties }: IncidentRule, order: number) {
  const { type, ...conditions } = criteriaView(criteria);
  return { id, order, conditionMatchType: type, ...conditions, incidentProperties };
}
