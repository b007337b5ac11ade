import { type Clock, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import { derivedId } from '../../platform/ids.ts';
import { incidentRulesMarkKey } from '../../platform/keys.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { Alert } from '../alerts/model.ts';
import { INCIDENT_INTEGRATION } from '../services/rules.ts';
import type { RuleCheckMessage } from './model.ts';

/**
 * How long a function remembers that an account has no incident rules, in milliseconds. Alerts in the first seconds after
 * an account's first rule may open no incident.
 */
export const NO_RULES_MS = 10 * SECOND;

const MAX_ACCOUNTS = 1_000;

/**
 * Creates the function that the alert worker calls for each new alert. It asks the incident worker to check the incident
 * rules, so that services are read and patterns evaluated off the paging path. It does so only in accounts that have
 * incident rules; the others pay for a read of a marker item every ten seconds.
 *
 * The checks of alerts of one team are in one message group, so that two of them do not open two incidents for a rule.
 */
export function createRuleCheckQueuer({
  table,
  incidentActions,
  clock,
}: {
  readonly table: Table;
  readonly incidentActions: Queue;
  readonly clock: Clock;
}): (alert: Alert) => Promise<void> {
  /** A marker is never removed, so a found one is cached for ever. */
  const accountsWithRules = new Set<string>();
  const accountsWithoutRules = createExpiringCache<true>({ ttlMs: NO_RULES_MS, maxEntries: MAX_ACCOUNTS });

  async function hasRules(accountId: string): Promise<boolean> {
    if (accountsWithRules.has(accountId)) return true;
    const now = clock();
    if (accountsWithoutRules.get(accountId, now)) return false;
    const found = (await table.get(incidentRulesMarkKey(accountId))) !== undefined;
    if (found) accountsWithRules.add(accountId);
    else accountsWithoutRules.set(accountId, true, now);
    return found;
  }

  return async ({ accountId, id: alertId, createdAt, responders, integration }) => {
    const team = responders.find(({ type }) => type === 'team');
    if (!team || integration.type === INCIDENT_INTEGRATION || !(await hasRules(accountId))) return;
    const message: RuleCheckMessage = { kind: 'rules', accountId, alertId, receivedAt: createdAt };
    await incidentActions.send(message, {
      group: messageGroupId(accountId, `incident rules of ${team.id}`),
      deduplicationId: derivedId('incident-rules', accountId, alertId),
    });
  };
}
