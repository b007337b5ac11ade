import { TooMuchContention } from '../../platform/configuration-store.ts';
import { isTransient } from '../../platform/failed-messages.ts';
import { derivedId } from '../../platform/ids.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import { conditionHolds, type Table } from '../../platform/table.ts';
import type { Alert } from '../alerts/model.ts';
import { findAlertById } from '../alerts/queries.ts';
import { toIncidentId } from '../incidents/ids.ts';
import type { IncidentAction, IncidentActionMessage, RuleCheckMessage } from '../incidents/model.ts';
import { createPatternBudget } from '../kernel/pattern-budget.ts';
import type { Service } from '../services/model.ts';
import { fillProperties, findMatchingRules, type RuleMatch } from '../services/rules.ts';
import { recordSlowPatterns } from '../slow-patterns/store.ts';
import type { createIncidentApply, IncidentApplyDeps } from './apply-action.ts';

const MAX_ATTEMPTS = 8;

const toIntegrationRef = ({ rule }: RuleMatch) => ({
  id: rule.id,
  name: 'Incident rule',
  type: 'IncidentRule',
});

/** An incident that a rule opens. */
interface Opening {
  readonly match: RuleMatch;
  readonly action: IncidentAction;
}

/** A service whose configuration threw when it was evaluated. */
interface BrokenService {
  readonly service: Service;
  readonly error: unknown;
}

interface Findings {
  readonly openings: readonly Opening[];
  readonly broken: readonly BrokenService[];
}

export interface RuleCheckDeps extends IncidentApplyDeps {
  readonly table: Table;
  /** Counts services whose configuration could not be evaluated. */
  readonly metrics?: Metrics;
}

/**
 * Creates the function that checks an alert against the incident rules. Each matching rule opens an incident, or the
 * alert is associated with the incident that the rule has open already, so that an alert storm is one incident. All ids
 * are derived from alert and rule.
 */
export function createRuleCheck(
  { table, store, directory, metrics = noMetrics }: RuleCheckDeps,
  apply: ReturnType<typeof createIncidentApply>,
) {
  async function applyOpening(
    check: RuleCheckMessage,
    alert: Alert,
    { match, action: create }: Opening,
    redelivered: boolean,
  ) {
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
      return apply(message(requestId, newIncidentId, create), redelivered);
    }
    throw new TooMuchContention(`rule ${ruleId}`);
  }

  /** The incidents that the alert opens. A service with broken configuration opens none, and stops no other. */
  function findOpenings(services: readonly Service[], alert: Alert): Findings {
    const broken: BrokenService[] = [];
    const report = (service: Service, error: unknown) => {
      broken.push({ service, error });
    };
    const openings = findMatchingRules(services, alert, report).flatMap((match) => {
      try {
        return [{ match, action: toCreateAction(match, alert) }];
      } catch (error) {
        report(match.service, error);
        return [];
      }
    });
    return { openings, broken };
  }

  function reportBroken({ service, error }: BrokenService, { accountId, id: alertId }: Alert): void {
    logger.error('Configuration could not be evaluated', {
      accountId,
      alertId,
      part: `service ${service.id}`,
      error: error instanceof Error ? error.name : typeof error,
    });
    metrics.record('ConfigurationFailures', 1);
  }

  return async function check(message: RuleCheckMessage, redelivered: boolean): Promise<void> {
    const { accountId, alertId } = message;
    const [alert, services] = await Promise.all([
      findAlertById(table, accountId, alertId),
      directory.services.list(accountId),
    ]);
    if (!alert) return;
    const budget = createPatternBudget({ accountId, now: message.receivedAt });
    const { openings, broken } = await budget.run(() => findOpenings(services, alert));
    for (const each of broken) reportBroken(each, alert);
    await recordSlowPatterns(table, accountId, budget, message.receivedAt);
    // A failure for one service fails the message, which is retried, after the rules of all others have been applied.
    const failures: unknown[] = [];
    for (const opening of openings) {
      await applyOpening(message, alert, opening, redelivered).catch((error: unknown) =>
        failures.push(error),
      );
    }
    const [failure] = failures.toSorted((a, b) => Number(isTransient(b)) - Number(isTransient(a)));
    if (failures.length > 0) throw failure;
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
