import { createAccountSettingsStore } from '../domain/accounts/settings.ts';
import { listApiKeys } from '../domain/accounts/store.ts';
import type { Directory } from '../domain/directory/directory.ts';
import { createEscalationStore } from '../domain/escalations/store.ts';
import { createForwardingRuleStore } from '../domain/forwarding-rules/store.ts';
import { createHeartbeatStore } from '../domain/heartbeats/store.ts';
import { integrationStore } from '../domain/integrations/store.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import { createPolicyStores } from '../domain/policies/store.ts';
import { createRoleStore } from '../domain/roles/store.ts';
import { createSavedSearchStore } from '../domain/saved-searches/store.ts';
import { createScheduleStore } from '../domain/schedules/store.ts';
import { createServiceStore } from '../domain/services/store.ts';
import { createTeamStore } from '../domain/teams/store.ts';
import { createUserStore } from '../domain/users/store.ts';
import { systemClock } from '../platform/clock.ts';
import type { Table } from '../platform/table.ts';

/** Creates the stores of everything that other things refer to. */
export const createDirectory = (table: Table): Directory => ({
  users: createUserStore(table),
  teams: createTeamStore(table),
  escalations: createEscalationStore(table),
  schedules: createScheduleStore(table, systemClock),
  services: createServiceStore(table),
  policies: createPolicyStores(table),
  integrations: integrationStore(table),
  roles: createRoleStore(table),
  forwardingRules: createForwardingRuleStore(table, systemClock),
  heartbeats: createHeartbeatStore(table),
  savedSearches: createSavedSearchStore(table),
  apiKeys: { list: (accountId) => listApiKeys(table, accountId) },
  maintenance: createMaintenanceStore(table),
  settings: createAccountSettingsStore(table),
});
