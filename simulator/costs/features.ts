import { type AlertPolicy, GLOBAL_SCOPE, type NotificationPolicy } from '../../src/domain/policies/model.ts';
import { createPolicyStores } from '../../src/domain/policies/store.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { incidentRulesMarkKey } from '../../src/platform/keys.ts';
import type { Table } from '../../src/platform/table.ts';
import { person } from '../configuration.ts';
import { configurationApi } from '../configuration-api.ts';
import { minus } from './alert-costs.ts';
import type { Counts } from './meter.ts';
import { ACCOUNT, createMeteredService } from './metered-service.ts';
import type { UnitsByPurpose } from './purposes.ts';

export interface FeatureCosts {
  /** The table's units of an alert that is created, notified of once and acknowledged, by what they are for. */
  readonly purposes: UnitsByPurpose;
  /** What an alert costs more in an account that has configured the feature. */
  readonly alertPolicy: Counts;
  /** A notification policy that closes alerts: the execution goes on after an acknowledge, to the time of the close. */
  readonly autoClosePolicy: Counts;
  readonly incidentRule: Counts;
  /** A webhook is called for the alert and for its acknowledge. */
  readonly outgoingWebhook: Counts;
  /** A client asks once for the status of its request. */
  readonly requestStatus: Counts;
  /** Somebody reads the story of the alert. */
  readonly alertStory: Counts;
  /** One report on the readiness of the account, with {@link PEOPLE} more people than it had. */
  readonly readinessReport: Counts;
}

/** The people of the account whose readiness is checked. */
export const PEOPLE = 50;

const always = { type: 'match-all' as const, conditions: [] };

const ALERT_POLICY: AlertPolicy = {
  id: 'alert-policy',
  type: 'alert',
  name: 'Tag all alerts',
  enabled: true,
  filter: always,
  tags: ['by-policy'],
};

const AUTO_CLOSE_POLICY: NotificationPolicy = {
  id: 'auto-close-policy',
  type: 'notification',
  name: 'Close after a day',
  enabled: true,
  filter: always,
  autoCloseAction: { duration: { timeAmount: 1, timeUnit: 'days' } },
};

const WEBHOOK_URL = 'https://hooks.example.com/tocsin';

async function configureWebhook(table: Table): Promise<void> {
  const call = configurationApi(table, { accountId: ACCOUNT });
  const { status } = await call('POST', '/v2/integrations', {
    name: 'Webhook',
    type: 'Webhook',
    url: WEBHOOK_URL,
  });
  if (status !== 201) throw new Error(`The webhook was answered with ${status}.`);
}

async function addPeople(table: Table): Promise<void> {
  const { users } = createDirectory(table);
  const names = Array.from({ length: PEOPLE }, (_, i) => `person-${i}`);
  const steps = [['email', 0] as const, ['sms', 5] as const];
  for (const name of names) await users.create(ACCOUNT, person(name, steps));
}

/** Counts what features cost in the account of {@link ACCOUNT}, each after the one before it was configured as well. */
export async function countFeatureCosts(table: Table): Promise<FeatureCosts> {
  let alerts = 0;
  /** An alert by functions of their own, which know the configuration of now. The second one is counted. */
  async function countAlert() {
    const service = createMeteredService(table, { warm: true });
    try {
      let requestId = '';
      for (const _ of ['first', 'counted']) {
        service.take();
        service.takePurposes();
        const alias = `feature-${++alerts}`;
        requestId = await service.event(alias);
        await service.acknowledge(alias);
      }
      const [counts, purposes] = [service.take(), service.takePurposes()];
      await service.pollStatus(requestId);
      const requestStatus = service.take();
      await service.readStory(`feature-${alerts}`);
      await service.checkReadiness();
      service.take();
      await service.readStory(`feature-${alerts}`);
      const alertStory = service.take();
      await service.checkReadiness();
      return { counts, purposes, requestStatus, alertStory, readinessReport: service.take() };
    } finally {
      await service.stop();
    }
  }

  const plain = await countAlert();
  const policies = createPolicyStores(table);
  await policies.alert.change(ACCOUNT, GLOBAL_SCOPE, () => [ALERT_POLICY]);
  const withAlertPolicy = await countAlert();
  await policies.notification.change(ACCOUNT, GLOBAL_SCOPE, () => [AUTO_CLOSE_POLICY]);
  const withAutoClose = await countAlert();
  await table.put({ ...incidentRulesMarkKey(ACCOUNT) });
  const withIncidentRule = await countAlert();
  await configureWebhook(table);
  const withWebhook = await countAlert();
  await addPeople(table);
  const withPeople = await countAlert();
  return {
    purposes: plain.purposes,
    alertPolicy: minus(withAlertPolicy.counts, plain.counts),
    autoClosePolicy: minus(withAutoClose.counts, withAlertPolicy.counts),
    incidentRule: minus(withIncidentRule.counts, withAutoClose.counts),
    outgoingWebhook: minus(withWebhook.counts, withIncidentRule.counts),
    requestStatus: plain.requestStatus,
    alertStory: plain.alertStory,
    readinessReport: withPeople.readinessReport,
  };
}
