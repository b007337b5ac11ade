import { TooMuchContention } from '../../platform/configuration-store.ts';
import { derivedId } from '../../platform/ids.ts';
import { conditionHolds, type Table } from '../../platform/table.ts';
import type { Alert } from '../alerts/model.ts';
import { findAlertById } from '../alerts/queries.ts';
import { incidentIdOfRequest } from '../incidents/ids.ts';
import type { IncidentAction, IncidentActionMessage, RuleCheckMessage } from '../incidents/model.ts';
import { fillProperties, findMatchingRules, type RuleMatch } from '../services/rules.ts';
import type { createIncidentApply, IncidentApplyDeps } from './apply-action.ts';

const ATTEMPTS = 8;

const integrationOf = ({ rule }: RuleMatch) => ({ id: rule.id, name: 'Incident rule', type: 'IncidentRule' });

/**
 * Opens an incident for each rule that an alert meets, or adds the alert to the one that the rule has open already, so
 * that a storm of alerts is one incident. All ids follow from alert and rule.
 */
export function createRuleCheck(
  { table, store, directory }: IncidentApplyDeps & { readonly table: Table },
  apply: ReturnType<typeof createIncidentApply>,
) {
  async function meet(check: RuleCheckMessage, alert: Alert, match: RuleMatch, redelivered: boolean) {
    const { accountId } = check;
    const { id: ruleId } = match.rule;
    const requestId = derivedId('incident-of-rule', accountId, alert.id, ruleId);
    const own = incidentIdOfRequest(accountId, requestId);
    const message = (id: string, target: string, action: IncidentAction): IncidentActionMessage => ({
      kind: 'action',
      accountId,
      requestId: id,
      receivedAt: check.receivedAt,
      target: { type: 'id', value: target },
      action,
      note: '',
      integration: integrationOf(match),
    });

    for (let n = 0; n < ATTEMPTS; n++) {
      const held = await store.incidentOfRule(accountId, ruleId);
      const { incident } = held && held !== own ? await store.readState(accountId, held) : {};
      if (incident?.status === 'open') {
        const associate = derivedId('associate', incident.id, alert.id);
        const action = { type: 'AssociateAlert', alertId: alert.id } as const;
        return apply(message(associate, incident.id, action), redelivered);
      }
      const isTaken = held === own || (await conditionHolds(store.takeRule(accountId, ruleId, own, held)));
      if (!isTaken) continue;
      return apply(message(requestId, own, createOf(match, alert)), redelivered);
    }
    throw new TooMuchContention(`rule ${ruleId}`);
  }

  return async function check(message: RuleCheckMessage, redelivered: boolean): Promise<void> {
    const { accountId, alertId } = message;
    const [alert, services] = await Promise.all([
      findAlertById(table, accountId, alertId),
      directory.services.list(accountId),
    ]);
    if (!alert) return;
    for (const match of findMatchingRules(services, alert)) await meet(message, alert, match, redelivered);
  };
}

function createOf({ service, rule }: RuleMatch, alert: Alert): IncidentAction {
  const { stakeholderProperties, ...properties } = fillProperties(rule.incidentProperties, alert);
  return {
    type: 'Create',
    ...properties,
    serviceId: service.id,
    impactedServices: [],
    responders: [],
    stakeholders: {
      notify: stakeholderProperties.enable,
      message: stakeholderProperties.message,
      description: stakeholderProperties.description,
    },
    associatedAlertIds: [alert.id],
  };
}
