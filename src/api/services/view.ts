import { criteriaView } from '../../domain/kernel/schemas.ts';
import type { IncidentRule, Service } from '../../domain/services/model.ts';

/** The service as the API gives it back. */
export const serviceView = ({ id, name, description, teamId, visibility, tags }: Service) => ({
  id,
  name,
  description,
  teamId,
  visibility,
  tags,
});

/** A rule at its place, with conditions as they were set. */
export function incidentRuleView({ id, criteria, incidentProperties }: IncidentRule, order: number) {
  const { type, ...conditions } = criteriaView(criteria);
  return { id, order, conditionMatchType: type, ...conditions, incidentProperties };
}
