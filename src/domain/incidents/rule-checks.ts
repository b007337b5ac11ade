import { derivedId } from '../../platform/ids.ts';
import { incidentRulesMarkKey } from '../../platform/keys.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { Alert } from '../alerts/model.ts';
import { INCIDENT_INTEGRATION } from '../services/rules.ts';
import type { RuleCheckMessage } from './model.ts';

/**
 * What the alert worker does with an alert that was opened, for the sake of incident rules: it has the incident worker
 * check them, and only in accounts that have rules. To the others it costs the look for a mark that is not there; the
 * services are read and patterns are tried away from the path on which people are paged.
 *
 * The checks of a team's alerts go one after the other, so that two of them do not open two incidents of one rule.
 */
export function ruleChecks({
  table,
  incidentActions,
}: {
  readonly table: Table;
  readonly incidentActions: Queue;
}): (alert: Alert) => Promise<void> {
  /** A mark stays for ever, so it is looked for until it was found once. */
  const marked = new Set<string>();

  async function hasRules(accountId: string): Promise<boolean> {
    if (marked.has(accountId)) return true;
    const found = (await table.get(incidentRulesMarkKey(accountId))) !== undefined;
    if (found) marked.add(accountId);
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
