import type * as z from 'zod';
import * as accounts from '../../api/accounts/responses.ts';
import * as alertStory from '../../api/alert-story/responses.ts';
import * as alerts from '../../api/alerts/responses.ts';
import * as audit from '../../api/audit/responses.ts';
import * as bulkActions from '../../api/bulk-actions/responses.ts';
import * as deployments from '../../api/deployments/responses.ts';
import * as escalations from '../../api/escalations/responses.ts';
import * as forwardingRules from '../../api/forwarding-rules/responses.ts';
import * as health from '../../api/health/responses.ts';
import * as heartbeats from '../../api/heartbeats/responses.ts';
import * as incidents from '../../api/incidents/responses.ts';
import * as integrations from '../../api/integrations/responses.ts';
import * as maintenance from '../../api/maintenance/responses.ts';
import * as policies from '../../api/policies/responses.ts';
import * as readiness from '../../api/readiness/responses.ts';
import * as roles from '../../api/roles/responses.ts';
import * as savedSearches from '../../api/saved-searches/responses.ts';
import * as schedules from '../../api/schedules/responses.ts';
import * as services from '../../api/services/responses.ts';
import * as teams from '../../api/teams/responses.ts';
import * as users from '../../api/users/responses.ts';
import * as inbound from '../../inbound/events/responses.ts';

const BY_CAPABILITY = {
  accounts,
  'alert-story': alertStory,
  alerts,
  audit,
  'bulk-actions': bulkActions,
  deployments,
  escalations,
  'forwarding-rules': forwardingRules,
  health,
  heartbeats,
  inbound,
  incidents,
  integrations,
  maintenance,
  policies,
  readiness,
  roles,
  'saved-searches': savedSearches,
  schedules,
  services,
  teams,
  users,
} as const satisfies Readonly<Record<string, Readonly<Record<string, z.ZodObject>>>>;

/** The schemas of all responses, by capability and name: the types of the console's calls. */
export type ResponseSchemas = typeof BY_CAPABILITY;

/**
 * Gets the schema that a route names in `response`. It describes the envelope except took and requestId, or the whole body
 * if the route has its own media type. Throws if no responses.ts exports it.
 */
export function getResponseSchema(name: string): z.ZodObject {
  const [capability = '', schema = ''] = name.split('/');
  const byCapability: Readonly<Record<string, Readonly<Record<string, z.ZodObject>>>> = BY_CAPABILITY;
  const found = byCapability[capability]?.[schema];
  if (!found) throw new Error(`No response schema is called ${name}.`);
  return found;
}
