import { START } from '../../simulator/configuration.ts';
import { noFaults } from '../../simulator/faults.ts';
import { seeded } from '../../simulator/random.ts';
import { createSimulatedService } from '../../simulator/service.ts';
import type { AlertAction, AlertActionMessage } from '../../src/domain/alerts/action.ts';
import { MINUTE, SECOND } from '../../src/platform/clock.ts';
import { requestKey } from '../../src/platform/keys.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';

const message = (requestId: string, action: AlertAction): AlertActionMessage => ({
  accountId: 'account-1',
  requestId,
  receivedAt: START,
  target: { type: 'alias', value: 'disk' },
  action,
  user: '',
  source: '',
  note: '',
  integration: { id: 'integration', name: 'API', type: 'API' },
});

test('a message that can never be applied delays the next ones of its alert by seconds only', async () => {
  const service = await createSimulatedService({
    accountId: 'account-1',
    table: createMemoryTable(),
    random: seeded('dead-letters'),
    plan: noFaults(),
    configuration: {},
  });
  service.plan(1, () => {
    service.enqueue({ ...message('poison', { type: 'UnAcknowledge' }), action: undefined as never }, 'disk');
    service.enqueue(message('next', { type: 'Acknowledge' }), 'disk');
  });
  await service.until(3);
  const status = (id: string) => service.stored.table.get(requestKey('account-1', id));
  expect(service.queue.dead().map(({ deduplicationId }) => deduplicationId)).toEqual(['poison']);
  const next = await status('next');
  expect(next).toMatchObject({ success: false, status: 'Alert does not exist' });
  expect(Number(next?.processedAt) - START - MINUTE).toBeLessThan(45 * SECOND);
  service.queue.redrive();
  await service.until(6);
  expect(service.queue.dead()).toHaveLength(1);
});
