import { hashApiKey, RIGHTS } from '../src/domain/accounts/model.ts';
import { createAccountSecrets } from '../src/domain/accounts/secrets.ts';
import { putApiKey } from '../src/domain/accounts/store.ts';
import type { Escalation } from '../src/domain/escalations/model.ts';
import { createDirectory } from '../src/handlers/directory.ts';
import type { Table } from '../src/platform/table.ts';
import { anEscalation, aRotation, aSchedule, aTeam } from './builders.ts';
import { person } from './configuration.ts';

/** What a monitoring tool sends. */
export const EVENT = {
  message: 'Checkout answers with errors: 12 % of requests',
  description: 'The share of answers with status 5xx has been above 5 % for ten minutes. '.repeat(4),
  tags: ['checkout', 'production'],
  details: { cluster: 'eu-1', service: 'checkout', runbook: 'https://wiki.example.com/checkout' },
  priority: 'P1',
  source: 'Alertmanager',
};

/** How the first rule of an escalation notifies. */
export const AT_ONCE = { condition: 'if-not-acked', notifyType: 'default', delayMinutes: 0 } as const;

/**
 * Configures an account whose alerts go through the routing rule of a team and an escalation. Jane is on call; she is notified
 * by an e-mail at once and a text ten minutes later. The key has all rights.
 */
export async function configureRoutedAccount(
  table: Table,
  accountId: string,
  key: string,
  rules: (ids: { readonly scheduleId: string; readonly teamId: string }) => Escalation['rules'],
): Promise<void> {
  const user = person('jane', [
    ['email', 0],
    ['sms', 10],
  ]);
  const team = aTeam({ members: [{ userId: user.id, role: 'admin' }] });
  const schedule = aSchedule([aRotation([user.id])], { ownerTeamId: team.id });
  const escalation = anEscalation({
    ownerTeamId: team.id,
    rules: rules({ scheduleId: schedule.id, teamId: team.id }),
  });
  const [defaultRule] = team.routingRules;
  const stores = createDirectory(table);
  await stores.users.create(accountId, user);
  await stores.teams.create(accountId, {
    ...team,
    routingRules: defaultRule ? [{ ...defaultRule, notify: { type: 'escalation', id: escalation.id } }] : [],
  });
  await stores.schedules.create(accountId, schedule);
  await stores.escalations.create(accountId, escalation);
  await createAccountSecrets(table).get(accountId, 'links');
  await putApiKey(table, {
    keyId: 'monitoring',
    accountId,
    hash: hashApiKey(key),
    rights: RIGHTS,
    enabled: true,
    teamId: team.id,
    integration: { id: 'monitoring', name: 'Alertmanager', type: 'API' },
  });
}
