import { listApiKeys } from '../accounts/store.ts';
import { savedSearchStore } from '../alerts/saved-searches.ts';
import type { Directory } from '../api/directory.ts';
import { escalationStore } from '../escalations/store.ts';
import { forwardingRulesStore } from '../forwarding-rules/store.ts';
import { heartbeatStore } from '../heartbeats/store.ts';
import { integrationStore } from '../integrations/store.ts';
import { maintenanceStore } from '../maintenance/store.ts';
import type { Table } from '../platform/table.ts';
import { policyStores } from '../policies/store.ts';
import { roleStore } from '../roles/store.ts';
import { scheduleStore } from '../schedules/store.ts';
import { serviceStore } from '../services/store.ts';
import { teamStore } from '../teams/store.ts';
import { userStore } from '../users/store.ts';

/** The account's aggregates that refer to one another, in the table. */
export const directoryOf = (table: Table): Directory => ({
  users: userStore(table),
  teams: teamStore(table),
  escalations: escalationStore(table),
  schedules: scheduleStore(table),
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
