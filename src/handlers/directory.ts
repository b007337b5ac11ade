import { listApiKeys } from '../domain/accounts/store.ts';
import type { Directory } from '../domain/directory/directory.ts';
import { escalationStore } from '../domain/escalations/store.ts';
import { forwardingRulesStore } from '../domain/forwarding-rules/store.ts';
import { heartbeatStore } from '../domain/heartbeats/store.ts';
import { integrationStore } from '../domain/integrations/store.ts';
import { maintenanceStore } from '../domain/maintenance/store.ts';
import { policyStores } from '../domain/policies/store.ts';
import { roleStore } from '../domain/roles/store.ts';
import { savedSearchStore } from '../domain/saved-searches/store.ts';
import { scheduleStore } from '../domain/schedules/store.ts';
import { serviceStore } from '../domain/services/store.ts';
import { teamStore } from '../domain/teams/store.ts';
import { userStore } from '../domain/users/store.ts';
import { systemClock } from '../platform/clock.ts';
import type { Table } from '../platform/table.ts';

/** The account's aggregates that refer to one another, in the table. */
export const createDirectory = (table: Table): Directory => ({
  users: userStore(table),
  teams: teamStore(table),
  escalations: escalationStore(table),
  schedules: scheduleStore(table, systemClock),
  services: serviceStore(table),
  policies: policyStores(table),
  integrations: integrationStore(table),
  roles: roleStore(table),
  forwardingRules: forwardingRulesStore(table),
  heartbeats: heartbeatStore(table),
  savedSearches: savedSearchStore(table),
  apiKeys: { list: (accountId) => listApiKeys(table, accountId) },
  maintenance: maintenanceStore(table),
});
