import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import { NOON } from '../../support/builders.ts';
import { recordingMetrics } from '../../support/figures.ts';
import { useTable } from '../../support/table.ts';
import {
  aMessage,
  create,
  createWorkerHarness,
  directory,
  recordingExecutions,
  toSqsEvent,
} from './harness.ts';

const table = useTable();

function createMeasuredWorker() {
  const { metrics, figures } = recordingMetrics();
  const { executions } = recordingExecutions();
  const parts = { table: table(), executions, directory, clock: () => NOON, pause: async () => {}, metrics };
  return { figures, work: createAlertWorker(parts), parts };
}

const inAccount = (accountId: string) => ({ accountId });

test('the worker counts created alerts, duplicates and refusals', async () => {
  const { figures, work } = createMeasuredWorker();
  const account = inAccount('counted');
  const messages = [
    aMessage(create(), account),
    aMessage(create(), account),
    aMessage(create(), account),
    aMessage(create({ alias: 'other' }), { ...account, target: { type: 'alias', value: 'other' } }),
    aMessage({ type: 'Acknowledge' }, account),
    aMessage({ type: 'Close' }, { ...account, target: { type: 'alias', value: 'nothing' } }),
  ];
  expect(await work(toSqsEvent(messages))).toEqual({ batchItemFailures: [] });
  expect(figures).toEqual({
    AlertsCreated: [1, 1],
    AlertsDeduplicated: [1, 1],
    AlertsWithoutResponders: [1, 1],
    RequestsRejected: [1],
  });
});

test('a redelivery is not counted again', async () => {
  const { figures, work } = createMeasuredWorker();
  const account = inAccount('again');
  const messages = [
    aMessage(create(), account),
    aMessage({ type: 'Close' }, { ...account, target: { type: 'alias', value: 'nothing' } }),
  ];
  await work(toSqsEvent(messages));
  await work(toSqsEvent(messages, 2));
  expect(figures).toEqual({ AlertsCreated: [1], AlertsWithoutResponders: [1], RequestsRejected: [1] });
});

test('a worker without metrics applies messages', async () => {
  const harness = createWorkerHarness(table());
  await harness.apply([aMessage(create(), inAccount('unmeasured'))]);
  expect(await harness.alerts()).toHaveLength(1);
});
