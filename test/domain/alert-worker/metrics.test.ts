import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import { NOON } from '../../support/builders.ts';
import { recordingMetrics } from '../../support/figures.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, aWorld, batchOf, create, directory, recorder } from './harness.ts';

const table = useTable();

function measured() {
  const { metrics, figures } = recordingMetrics();
  const { executions } = recorder();
  const parts = { table: table(), executions, directory, clock: () => NOON, pause: async () => {}, metrics };
  return { figures, work: createAlertWorker(parts), parts };
}

const ofAccount = (accountId: string) => ({ accountId });

test('alerts created, duplicates and refusals are counted', async () => {
  const { figures, work } = measured();
  const account = ofAccount('counted');
  const messages = [
    aMessage(create(), account),
    aMessage(create(), account),
    aMessage(create(), account),
    aMessage(create({ alias: 'other' }), { ...account, target: { type: 'alias', value: 'other' } }),
    aMessage({ type: 'Acknowledge' }, account),
    aMessage({ type: 'Close' }, { ...account, target: { type: 'alias', value: 'nothing' } }),
  ];
  expect(await work(batchOf(messages))).toEqual({ batchItemFailures: [] });
  expect(figures).toEqual({
    AlertsCreated: [1, 1],
    AlertsDeduplicated: [1, 1],
    RequestsRejected: [1],
  });
});

test('what is delivered again is not counted again', async () => {
  const { figures, work } = measured();
  const account = ofAccount('again');
  const messages = [
    aMessage(create(), account),
    aMessage({ type: 'Close' }, { ...account, target: { type: 'alias', value: 'nothing' } }),
  ];
  await work(batchOf(messages));
  await work(batchOf(messages, 2));
  expect(figures).toEqual({ AlertsCreated: [1], RequestsRejected: [1] });
});

test('a worker that is not measured works alike', async () => {
  const world = aWorld(table());
  await world.apply([aMessage(create(), ofAccount('unmeasured'))]);
  expect(await world.alerts()).toHaveLength(1);
});
