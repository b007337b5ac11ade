import { type AlertPolicy, GLOBAL_SCOPE, type NotificationPolicy } from '../../src/domain/policies/model.ts';
import { createPolicyStores } from '../../src/domain/policies/store.ts';
import type { Table } from '../../src/platform/table.ts';
import { itemSize } from '../costs/units.ts';
import { AT_ONCE, configureRoutedAccount } from '../routed-account.ts';

export const ACCOUNT = 'acc-0123456789';
export const API_KEY = 'key-of-the-capacity-run';
export const USERNAME = 'jane@example.com';

/** A policy that matches no alert, with a description of so many bytes. */
const policyOf = (type: 'alert' | 'notification', i: number, descriptionBytes: number) => ({
  id: `policy-${type}-${i}`,
  type,
  name: `Policy ${i}`,
  enabled: true,
  policyDescription: 'x'.repeat(descriptionBytes),
  filter: {
    type: 'match-all-conditions' as const,
    conditions: [
      {
        field: 'message',
        not: false,
        operation: 'starts-with',
        expectedValue: 'This text begins no message',
      },
    ],
  },
});

const POLICY_BYTES = 1_000;

/** Policies of a kilobyte each that match no alert. */
const policiesOf = (type: 'alert' | 'notification', bytes: number): readonly unknown[] =>
  Array.from({ length: Math.floor(bytes / POLICY_BYTES) }, (_, i) =>
    policyOf(type, i, POLICY_BYTES - itemSize(policyOf(type, i, 0))),
  );

/**
 * An account whose alerts go through a team's routing rule and an escalation to the one who is on call by schedule. The lists of
 * alert and of notification policies have so many bytes each; 0: none.
 */
export async function configureAccount(table: Table, policyBytes: number): Promise<void> {
  await configureRoutedAccount(table, ACCOUNT, API_KEY, ({ scheduleId }) => [
    { ...AT_ONCE, recipient: { type: 'schedule', id: scheduleId } },
  ]);
  const policies = createPolicyStores(table);
  if (policyBytes > 0) {
    await policies.alert.change(
      ACCOUNT,
      GLOBAL_SCOPE,
      () => policiesOf('alert', policyBytes) as readonly AlertPolicy[],
    );
    await policies.notification.change(
      ACCOUNT,
      GLOBAL_SCOPE,
      () => policiesOf('notification', policyBytes) as readonly NotificationPolicy[],
    );
  }
}
