import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import { readAlertsVersion } from '../../../src/domain/alerts/latest-changes.ts';
import { findAlertRequestStatus } from '../../../src/domain/alerts/store/request-status.ts';
import { recordDeadLettered } from '../../../src/domain/requests/request-status.ts';
import { DAY, SECOND } from '../../../src/platform/clock.ts';
import { requestKey } from '../../../src/platform/keys.ts';
import { NOON } from '../../support/builders.ts';
import { useMemoryTable } from '../../support/table.ts';
import { aMessage, create, createWorkerHarness } from '../alert-worker/harness.ts';

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
