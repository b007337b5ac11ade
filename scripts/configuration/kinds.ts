import type { Kind, KindName, Step } from './kind.ts';
import { account, writeFallbackResponder, writeTimeZone } from './kinds/account.ts';
import { escalations, writeEscalation } from './kinds/escalations.ts';
import { forwardingRules, writeForwardingRule } from './kinds/forwarding-rules.ts';
import { heartbeats, writeHeartbeat } from './kinds/heartbeats.ts';
import { incidentTemplates, writeIncidentTemplate } from './kinds/incident-templates.ts';
import { integrations, writeIntegration } from './kinds/integrations.ts';
import { maintenance, writeMaintenance } from './kinds/maintenance.ts';
import { policies, writePoliciesOfScope } from './kinds/policies.ts';
import { roles, writeRole } from './kinds/roles.ts';
import { savedSearches, writeSavedSearch } from './kinds/saved-searches.ts';
import { createSchedule, schedules, writeSchedule } from './kinds/schedules.ts';
import { services, writeService } from './kinds/services.ts';
import { teams, writeRoutingOfTeam, writeTeam } from './kinds/teams.ts';
import { users, writeContactsAndRules, writeUser } from './kinds/users.ts';

export const ALL_KINDS: Readonly<Record<KindName, Kind>> = {
  account,
  roles,
  users,
  teams,
  schedules,
  escalations,
  policies,
  integrations,
  heartbeats,
  services,
  'incident-templates': incidentTemplates,
  'saved-searches': savedSearches,
  maintenance,
  'forwarding-rules': forwardingRules,
};

/** The steps of an import. What is referred to comes first; where things refer to one another, one comes in two steps. */
export const STEPS: readonly Step[] = [
  writeTimeZone,
  writeRole,
  writeUser,
  writeTeam,
  createSchedule,
  writeEscalation,
  writeSchedule,
  writeContactsAndRules,
  writeRoutingOfTeam,
  writePoliciesOfScope,
  writeIntegration,
  writeHeartbeat,
  writeService,
  writeIncidentTemplate,
  writeSavedSearch,
  writeMaintenance,
  writeForwardingRule,
  writeFallbackResponder,
];
