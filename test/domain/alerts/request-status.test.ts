import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import { readAlertsVersion } from '../../../src/domain/alerts/latest-changes.ts';
import { findAlertOfRequest } from '../../../src/domain/alerts/queries.ts';
import { findAlertRequestStatus } from '../../../src/domain/alerts/store/request-status.ts';
import { recordDeadLettered } from '../../../src/domain/requests/request-status.ts';
import { DAY, SECOND } from '../../../src/platform/clock.ts';
import { newTimedId } from '../../../src/platform/ids.ts';
import { requestKey } from '../../../src/platform/keys.ts';
import { NOON } from '../../support/builders.ts';
import { useMemoryTable } from '../../support/table.ts';
import { aMessage, create, createWorkerHarness, directory, toSqsEvent } from '../alert-worker/harness.ts';

const table = useMemoryTable();
let harness: ReturnType<typeof createWorkerHarness>;
beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

const isStored = async ({ requestId }: AlertActionMessage) =>
  (await table().get(requestKey('acc', requestId))) !== undefined;
const find = ({ requestId }: AlertActionMessage, now = NOON) =>
  findAlertRequestStatus(table(), 'acc', requestId, now);

const created = (sent: AlertActionMessage) => ({
  requestId: sent.requestId,
  action: 'Create',
  success: true,
  status: 'Created alert',
  processedAt: NOON,
  integrationId: 'integration',
  alertId: alertIdOfRequest('acc', sent.requestId),
  alias: 'disk',
});

test('the status of a Create is not stored, and is derived from its alert', async () => {
  const sent = aMessage(create());
  expect(await find(sent)).toBeUndefined();
  await harness.apply([sent]);
  expect(await isStored(sent)).toBe(false);
  expect(await find(sent)).toEqual(created(sent));
});

test('it stays after the alert is deleted, until two weeks after the Create', async () => {
  const sent = aMessage(create());
  await harness.apply([sent]);
  await harness.apply([aMessage({ type: 'Delete' } as AlertAction)]);
  expect(await find(sent)).toEqual(created(sent));
  expect(await find(sent, NOON + 14 * DAY - 1)).toBeDefined();
  expect(await find(sent, NOON + 14 * DAY)).toBeUndefined();
});

test('a duplicate has a status of its own', async () => {
  const sent = aMessage(create());
  const again = aMessage(create());
  await harness.apply([sent, again]);
  expect(await isStored(again)).toBe(true);
  expect(await find(again)).toMatchObject({
    success: true,
    status: 'Increased count of alert',
    alertId: alertIdOfRequest('acc', sent.requestId),
  });
});

test('a Create that was dead-lettered and then applied succeeded', async () => {
  const sent = aMessage(create());
  await recordDeadLettered(table(), JSON.stringify(sent), { alertId: '', alias: '' }, NOON);
  expect(await find(sent)).toMatchObject({ success: false, deadLettered: true });
  await harness.apply([sent]);
  expect(await find(sent)).toEqual(created(sent));
  await table().delete(requestKey('acc', sent.requestId));
});

test('a Create that waited in the queue is a change, although later alerts of the account are there already', async () => {
  const others = Array.from({ length: 100 }, (_, i) =>
    aMessage(create({ alias: `other-${i}` }), { target: { type: 'alias', value: `other-${i}` } }),
  );
  await harness.apply(others);
  const before = await readAlertsVersion(table(), 'acc');
  const late = aMessage(create(), { receivedAt: NOON - 3 * SECOND });
  await harness.apply([late]);
  expect(await isStored(late)).toBe(true);
  expect(await readAlertsVersion(table(), 'acc')).not.toBe(before);
});

test('nothing is found of a request of another account, or by an id that is too long', async () => {
  const sent = aMessage(create());
  await harness.apply([sent]);
  expect(await findAlertRequestStatus(table(), 'other', sent.requestId, NOON)).toBeUndefined();
  expect(await findAlertRequestStatus(table(), 'acc', 'r'.repeat(3_000), NOON)).toBeUndefined();
});

describe('duplicates that come in the same moment', () => {
  const duplicate = (at: number, change: Partial<AlertActionMessage> = {}) =>
    aMessage(create(), { requestId: newTimedId(at), ...change });
  const counted = (sent: AlertActionMessage, { requestId }: AlertActionMessage) => ({
    requestId,
    action: 'Create',
    success: true,
    status: 'Increased count of alert',
    processedAt: NOON,
    integrationId: 'integration',
    alertId: alertIdOfRequest('acc', sent.requestId),
    alias: 'disk',
  });

  test('share an item for their statuses, and each is found by its request', async () => {
    const sent = aMessage(create());
    await harness.apply([sent]);
    const together = [duplicate(NOON), duplicate(NOON + 1), duplicate(NOON + 99)];
    const alone = duplicate(NOON + 100);
    await harness.apply([...together, alone]);

    expect(await Promise.all(together.map(isStored))).toEqual([false, false, false]);
    expect(await isStored(alone)).toBe(true);
    for (const message of [...together, alone])
      expect(await find(message)).toMatchObject(counted(sent, message));
    expect(await find(duplicate(NOON))).toBeUndefined();
    expect(await findAlertOfRequest(table(), 'acc', together[1]?.requestId ?? '')).toMatchObject({
      id: alertIdOfRequest('acc', sent.requestId),
    });
    const items = (await harness.items()).filter(({ pk }) => pk.includes('#DUPLICATES#'));
    expect(items).toMatchObject([{ expiresAt: (NOON + 14 * DAY) / SECOND }]);
  });

  test('keep their integrations apart', async () => {
    const other = { integration: { id: 'other', name: 'Other', type: 'API' } };
    const all = [duplicate(NOON), duplicate(NOON), duplicate(NOON, other), duplicate(NOON, other)];
    await harness.apply([aMessage(create()), ...all]);
    const found = await Promise.all(all.map((message) => find(message)));
    expect(found.map((status) => status?.integrationId)).toEqual([
      'integration',
      'integration',
      'other',
      'other',
    ]);
  });

  test('a later batch of the moment adds its requests, and is a change', async () => {
    const sent = aMessage(create());
    await harness.apply([sent]);
    const batches = [
      [duplicate(NOON), duplicate(NOON)],
      [duplicate(NOON), duplicate(NOON)],
    ];
    const versions = [await readAlertsVersion(table(), 'acc')];
    for (const [i, batch] of batches.entries()) {
      const worker = createAlertWorker({
        table: harness.table,
        executions: harness.record.executions,
        directory,
        clock: () => NOON + i,
        pause: async () => {},
      });
      await worker(toSqsEvent(batch));
      versions.push(await readAlertsVersion(table(), 'acc'));
    }
    expect(new Set(versions).size).toBe(3);
    for (const message of batches.flat()) expect(await find(message)).toMatchObject({ success: true });
  });

  test('are recognized when they are delivered again after their alert was closed', async () => {
    await harness.apply([aMessage(create())]);
    const together = [duplicate(NOON), duplicate(NOON)];
    await harness.apply(together);
    // So many that the alert does not remember the duplicates.
    const notes = Array.from({ length: 30 }, () => aMessage({ type: 'AddNote' }, { note: 'n' }));
    await harness.apply(notes);
    await harness.apply([aMessage({ type: 'Close' } as AlertAction)]);
    expect(await harness.apply(together, 2)).toEqual({ batchItemFailures: [] });
    expect(await harness.alerts()).toMatchObject([{ count: 3, status: 'closed' }]);
  });

  test('one that was dead-lettered and then applied with others succeeded', async () => {
    const together = [duplicate(NOON), duplicate(NOON)];
    const [first] = together;
    await recordDeadLettered(table(), JSON.stringify(first), { alertId: '', alias: '' }, NOON);
    await harness.apply([aMessage(create()), ...together]);
    const status = await find(first as AlertActionMessage);
    expect(status).toMatchObject({ success: true });
    expect(await findAlertOfRequest(table(), 'acc', first?.requestId ?? '')).toMatchObject({
      id: status?.alertId,
    });
    await table().delete(requestKey('acc', first?.requestId ?? ''));
  });
});
