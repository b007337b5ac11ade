import { examples as accounts } from '../../api/accounts/examples.ts';
import { examples as alertStory } from '../../api/alert-story/examples.ts';
import { examples as alerts } from '../../api/alerts/examples.ts';
import { examples as bulkActions } from '../../api/bulk-actions/examples.ts';
import { examples as deployments } from '../../api/deployments/examples.ts';
import { examples as escalations } from '../../api/escalations/examples.ts';
import { examples as forwardingRules } from '../../api/forwarding-rules/examples.ts';
import { examples as heartbeats } from '../../api/heartbeats/examples.ts';
import { examples as incidents } from '../../api/incidents/examples.ts';
import { examples as integrations } from '../../api/integrations/examples.ts';
import { examples as maintenance } from '../../api/maintenance/examples.ts';
import { examples as policies } from '../../api/policies/examples.ts';
import { examples as roles } from '../../api/roles/examples.ts';
import { examples as savedSearches } from '../../api/saved-searches/examples.ts';
import { examples as schedules } from '../../api/schedules/examples.ts';
import { examples as services } from '../../api/services/examples.ts';
import { examples as teams } from '../../api/teams/examples.ts';
import { examples as users } from '../../api/users/examples.ts';
import { examples as inbound } from '../../inbound/events/examples.ts';

const EXAMPLES: Readonly<Record<string, object>> = {
  ...accounts,
  ...alertStory,
  ...alerts,
  ...bulkActions,
  ...deployments,
  ...escalations,
  ...forwardingRules,
  ...heartbeats,
  ...incidents,
  ...integrations,
  ...maintenance,
  ...policies,
  ...roles,
  ...savedSearches,
  ...schedules,
  ...services,
  ...teams,
  ...users,
  ...inbound,
};

/**
 * Gets the example of the body of a request, by `METHOD /path` as the route declares it. They are kept outside the routes, so
 * that no function loads them with a route: only the OpenAPI document and tests need them. Throws if there is none.
 */
export function getRequestExample(operation: string): object {
  const found = Object.hasOwn(EXAMPLES, operation) ? EXAMPLES[operation] : undefined;
  if (!found) throw new Error(`There is no example of a body of ${operation}.`);
  return found;
}

/** The operations that have an example. */
export const listExamples = (): readonly string[] => Object.keys(EXAMPLES);
