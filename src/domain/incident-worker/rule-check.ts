import { TooMuchContention } from '../../platform/configuration-store.ts';
import { derivedId } from '../../platform/ids.ts';
import { conditionHolds, type Table } from '../../platform/table.ts';
import type { Alert } from '../alerts/model.ts';
import { findAlertById } from '../alerts/queries.ts';
import { toIncidentId } from '../incidents/ids.ts';
import type { IncidentAction, IncidentActionMessage, RuleCheckMessage } from '../incidents/model.ts';
import { fillProperties, findMatchingRules, type RuleMatch } from '../services/rules.ts';
import type { createIncidentApply, IncidentApplyDeps } from './apply-action.ts';

const MAX_ATTEMPTS = 8;

const toIntegrationRef = ({ rule }: RuleMatch) => ({
  id: rule.id,
  name: 'Incident rule',
  type: 'IncidentRule',
});

/**
 * Creates the function that checks an alert against the incident rules. Each matching rule opens an incident, or the
 * alert is associated with the incident that the rule has open already, so that an alert storm is one incident. All ids
 * are derived from alert and rule.
 */
export function createRuleCheck(
  { table, store, directory }: IncidentApplyDeps & { readonly table: Table },
  apply: ReturnType<typeof createIncidentApply>,
) {
  async function applyMatch(check: RuleCheckMessage, alert: Alert, match: RuleMatch, redelivered: boolean) {
    const { accountId } = check;
    const { id: ruleId } = match.rule;
    const requestId = derivedId('incident-of-rule', accountId, alert.id, ruleId);
    const newIncidentId = toIncidentId(accountId, requestId);
    const message = (id: string, target: string, action: IncidentAction): IncidentActionMessage => ({
      kind: 'action',
      accountId,
      requestId: id,
      receivedAt: check.receivedAt,
      target: { type: 'id', value: target },
      action,
      note: '',
      integration: toIntegrationRef(match),
    });

    for (let n = 0; n < MAX_ATTEMPTS; n++) {
      const current = await store.findIncidentOpenedByRule(accountId, ruleId);
      const { incident } =
        current && current !== newIncidentId ? await store.readState(accountId, current) : {};
      if (incident?.status === 'open') {
        const associate = derivedId('associate', incident.id, alert.id);
        const action = { type: 'AssociateAlert', alertId: alert.id } as const;
        return apply(message(associate, incident.id, action), redelivered);
      }
      const isStored =
        current === newIncidentId ||
        (await conditionHolds(store.putIncidentOpenedByRule(accountId, ruleId, newIncidentId, current)));
      if (!isStored) continue;
      return apply(message(requestId, newIncidentId, toCreateAction(match, alert)), redelivered);
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
    for (const match of findMatchingRules(services, alert))
      await applyMatch(message, alert, match, redelivered);
  };
}

function toCreateAction({ service, rule }: RuleMatch, alert: Alert): IncidentAction {
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
