import { ACCOUNT, ALERT_ID, alertFor, START } from '../../simulator/configuration.ts';
import { emptyLedger, type PendingNotification } from '../../src/domain/alerts/ledger.ts';
import type { NotificationRecord } from '../../src/domain/notifications/model.ts';
import { classifyPending } from '../../src/engine/notification-batch.ts';
import { planReconciliation } from '../../src/engine/plan-reconciliation.ts';
import { MINUTE, SECOND } from '../../src/platform/clock.ts';

const alert = alertFor([{ type: 'user', id: 'jane' }]);

const pending: PendingNotification = {
  notificationId: 'n',
  accountId: ACCOUNT,
  alertId: ALERT_ID,
  channel: 'sms',
  userId: 'jane',
  contactId: 'jane-sms',
  event: 'create-alert',
  flowKey: 'user:jane',
  flowRun: 1,
  condition: 'if-not-acked',
  dueAt: START,
  round: 0,
  rule: 0,
};

const record = (change: Partial<NotificationRecord>): NotificationRecord => ({
  notificationId: 'n',
  state: 'rejected',
  channel: 'sms',
  userId: 'jane',
  contactId: 'jane-sms',
  claimedAt: START,
  until: START + 45 * SECOND,
  updatedAt: START,
  ...change,
});

describe.each(['rejected', 'undelivered', 'unknown'] as const)('a notification that is %s', (state) => {
  test('is handed out again until it is in the dead-letter queue', () => {
    expect(classifyPending(alert, [pending], [record({ state })])).toEqual({
      retry: [pending],
      failed: [],
      snoozed: [],
    });
  });

  test('goes to the dead-letter queue even if it is no longer due', () => {
    const acknowledged = { ...alert, acknowledged: true };
    expect(classifyPending(acknowledged, [pending], [record({ state })]).retry).toEqual([pending]);
  });

  test('counts as failed once it is in the dead-letter queue', () => {
    const deadLettered = record({ state, deadLetteredAt: START + SECOND });
    expect(classifyPending(alert, [pending], [deadLettered])).toEqual({
      retry: [],
      failed: [pending],
      snoozed: [],
    });
  });

  test('makes the reconciler restart the run until it is in the dead-letter queue', () => {
    const ledger = { ...emptyLedger(alert), run: 1, version: 3, dueAt: START, pending: [pending] };
    const closed = { ...alert, status: 'closed' as const, flows: [] };
    const reconcile = (outcome: NotificationRecord) =>
      planReconciliation(closed, ledger, [outcome], START + 2 * MINUTE);
    expect(reconcile(record({ state })).kind).toBe('restart');
    expect(reconcile(record({ state, deadLetteredAt: START })).kind).toBe('idle');
  });
});
