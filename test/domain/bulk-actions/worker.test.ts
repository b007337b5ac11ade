import { PATIENCE_MS } from '../../../src/domain/bulk-actions/advance.ts';
import { getBulkActionState, PAGE_SIZE } from '../../../src/domain/bulk-actions/model.ts';
import { createMemoryTable } from '../../../src/platform/memory-table.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { type BulkHarness, createBulkHarness } from './harness.ts';

let harness: BulkHarness;

beforeEach(() => {
  harness = createBulkHarness(createMemoryTable());
});

const MESSAGE = { accountId: 'acc', id: 'bulk' };

test('each alert gets one action with the requester, and the counts say how many were changed and refused', async () => {
  const alerts = await harness.addAlerts(PAGE_SIZE + 10, (i) => (i < 5 ? { status: 'closed' } : {}));
  await harness.start({ query: 'createdAt > 0', note: 'Storm is over' });
  await harness.drain();
  const bulk = await harness.read();
  expect(bulk).toMatchObject({ total: PAGE_SIZE + 10, done: PAGE_SIZE + 5, refused: 5 });
  expect(getBulkActionState(bulk)).toBe('finished');
  expect(harness.delivered).toHaveLength(alerts.length);
  expect(new Set(harness.delivered).size).toBe(alerts.length);
  for (const { id } of alerts) expect((await harness.readAlert(id)).status).toBe('closed');
  expect(harness.alertActions.accepted[0]?.body).toMatchObject({
    user: 'jane@example.com',
    note: 'Storm is over',
    action: { type: 'Close' },
    target: { type: 'id' },
  });
});

test('runs the same over the wire of DynamoDB', async () => {
  const wired = createBulkHarness(wire(), 'wired');
  await wired.addAlerts(PAGE_SIZE + 1);
  await wired.start();
  await wired.drain();
  expect(await wired.read()).toMatchObject({
    total: PAGE_SIZE + 1,
    done: PAGE_SIZE + 1,
    refused: 0,
    page: 2,
  });
  await wired.cancel();
  expect(await wired.read()).not.toHaveProperty('cancelledAt');
});

const wire = useTable();

test('no more alerts than a page are in work at a time', async () => {
  await harness.addAlerts(3 * PAGE_SIZE);
  await harness.start();
  harness.setStopped(true);
  harness.bulkActions.takeAll();
  await harness.deliver(MESSAGE);
  expect(harness.alertActions.accepted).toHaveLength(PAGE_SIZE);
});

test('an alert that is created later, or matches only later, is left alone', async () => {
  const [first, acknowledged] = await harness.addAlerts(2, (i) => ({ acknowledged: i === 1 }));
  await harness.start({ query: 'status:open AND acknowledged:false' });
  const [later] = await harness.addAlerts(1, () => ({ createdAt: NOON + 1 }));
  const { table } = harness.parts;
  const stored = await harness.readAlert(acknowledged?.id ?? '');
  await table.put({ ...(await alertItem(stored.id)), acknowledged: false });
  await harness.drain();
  const statuses = await Promise.all(
    [first, acknowledged, later].map(async (alert) => (await harness.readAlert(alert?.id ?? '')).status),
  );
  expect(statuses).toEqual(['closed', 'open', 'open']);

  async function alertItem(id: string) {
    const item = await table.get({ pk: `A#acc#ALERT#${id}`, sk: 'STATE#ALERT' });
    if (!item) throw new Error('The alert does not exist.');
    return item;
  }
});

test('is refused, and changes nothing, if more alerts match than were confirmed', async () => {
  await harness.addAlerts(3);
  await expect(harness.start({ expectedCount: 2 })).rejects.toMatchObject({
    kind: 'conflict',
    message: 'The query matches 3 alerts now, more than the 2 that were confirmed. Nothing was changed.',
  });
  expect(harness.bulkActions.accepted).toEqual([]);
  await expect(harness.read()).rejects.toThrow('does not exist');
});

test('starts if fewer alerts match than were confirmed, also if none does', async () => {
  await harness.start({ expectedCount: 5 });
  await harness.drain();
  const bulk = await harness.read();
  expect(bulk).toMatchObject({ total: 0, done: 0, refused: 0 });
  expect(getBulkActionState(bulk)).toBe('finished');
});

test('a repetition of the request keeps the alerts of the first', async () => {
  await harness.addAlerts(2);
  await harness.start();
  await harness.addAlerts(1, () => ({ createdAt: NOON - 1 }));
  expect(await harness.start({ expectedCount: 2 })).toMatchObject({ total: 2 });
  await harness.drain();
  expect(await harness.read()).toMatchObject({ total: 2, done: 2 });
  expect(harness.delivered).toHaveLength(2);
});

test('a user without access to all alerts reaches only their own, also when the alert changes hands in between', async () => {
  const alerts = await harness.addAlerts(3, (i) => ({
    responders: [{ type: 'user', id: i === 0 ? 'omar' : 'jane' }],
  }));
  expect(await harness.start({ alertReach: ['jane'] })).toMatchObject({ total: 2 });
  const { table } = harness.parts;
  const key = { pk: `A#acc#ALERT#${alerts[2]?.id}`, sk: 'STATE#ALERT' };
  const item = await table.get(key);
  await table.put({ ...item, ...key, responders: [{ type: 'user', id: 'omar' }] });
  await harness.drain();
  expect(await harness.read()).toMatchObject({ done: 1, refused: 1 });
  expect((await harness.readAlert(alerts[0]?.id ?? '')).status).toBe('open');
  expect((await harness.readAlert(alerts[2]?.id ?? '')).status).toBe('open');
});

test('the key of a team reaches only the alerts of the team', async () => {
  await harness.addAlerts(2, (i) => ({ ownerTeamId: i === 0 ? 'ops' : 'dev' }));
  expect(await harness.start({ teamId: 'ops' })).toMatchObject({ total: 1 });
  await harness.drain();
  expect(harness.alertActions.accepted[0]?.body).toMatchObject({ teamId: 'ops' });
});

test('is refused if the new owner does not exist', async () => {
  await harness.addAlerts(1);
  const action = { type: 'AssignOwnership', owner: { username: 'nobody@example.com' } } as const;
  await expect(harness.start({ action })).rejects.toMatchObject({ fields: { owner: 'does not exist' } });
});

test('cancelling completes the page in work and leaves the other alerts alone', async () => {
  await harness.addAlerts(3 * PAGE_SIZE);
  await harness.start();
  harness.setStopped(true);
  harness.bulkActions.takeAll();
  await harness.deliver(MESSAGE);
  await harness.cancel();
  expect(getBulkActionState(await harness.read())).toBe('cancelling');
  harness.setStopped(false);
  await harness.drain();
  const bulk = await harness.read();
  expect(getBulkActionState(bulk)).toBe('cancelled');
  expect(bulk).toMatchObject({ done: PAGE_SIZE, total: 3 * PAGE_SIZE, finishedAt: harness.clock() });
  expect(harness.delivered).toHaveLength(PAGE_SIZE);
});

test('one that is cancelled before it starts changes nothing', async () => {
  await harness.addAlerts(2);
  await harness.start();
  await harness.cancel();
  await harness.drain();
  expect(getBulkActionState(await harness.read())).toBe('cancelled');
  expect(harness.delivered).toEqual([]);
});

test('continues by a next message when its time is over, without sending any action again', async () => {
  await harness.addAlerts(2 * PAGE_SIZE);
  await harness.start();
  harness.setStopped(true);
  harness.bulkActions.takeAll();
  expect(await harness.deliver(MESSAGE)).toBe(false);
  expect(harness.bulkActions.accepted).toHaveLength(2);
  harness.setStopped(false);
  await harness.drain();
  expect(await harness.read()).toMatchObject({ done: 2 * PAGE_SIZE });
  expect(harness.alertActions.accepted).toHaveLength(2 * PAGE_SIZE);
});

test('fails, for the alarm and the dead-letter queue, when a page gets no results for minutes, and goes on afterwards', async () => {
  await harness.addAlerts(PAGE_SIZE);
  await harness.start();
  harness.setStopped(true);
  harness.bulkActions.takeAll();
  expect(await harness.deliver(MESSAGE)).toBe(false);
  harness.advance(PATIENCE_MS);
  expect(await harness.deliver(MESSAGE)).toBe(true);
  harness.setStopped(false);
  expect(await harness.deliver(MESSAGE)).toBe(false);
  expect(await harness.read()).toMatchObject({ done: PAGE_SIZE, refused: 0, page: 1 });
});

test('two of an account both end, with one request per alert each', async () => {
  await harness.addAlerts(PAGE_SIZE);
  await harness.start();
  await harness.start({ id: 'bulk-2', action: { type: 'AddNote' }, note: 'n' });
  await harness.drain();
  expect(await harness.read()).toMatchObject({ done: PAGE_SIZE });
  expect(await harness.read('bulk-2')).toMatchObject({ done: PAGE_SIZE });
});
