import type { AlertAction } from '../../../src/domain/alerts/action.ts';
import { readAlertsVersion } from '../../../src/domain/alerts/latest-changes.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, create, createWorkerHarness } from '../alert-worker/harness.ts';

const table = useTable();
let harness: ReturnType<typeof createWorkerHarness>;
beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

const readVersion = () => readAlertsVersion(table(), 'acc');

const changes: readonly AlertAction[] = [
  create(),
  create({ message: 'Disk full again' }),
  { type: 'Acknowledge' },
  { type: 'UnAcknowledge' },
  { type: 'AddNote' },
  { type: 'AddTags', tags: ['urgent'] },
  { type: 'UpdatePriority', priority: 'P1' },
  { type: 'Close' },
] as readonly AlertAction[];

test('the version differs after every change of an alert, and only then', async () => {
  const seen = [await readVersion()];
  for (const action of changes) {
    await harness.apply([aMessage(action, { note: 'a note' })]);
    seen.push(await readVersion());
    expect(await readVersion()).toBe(seen.at(-1));
  }
  expect(new Set(seen).size).toBe(changes.length + 1);
});

test('a deletion is a change, and one of an alert in another account is none', async () => {
  const sent = aMessage(create());
  await harness.apply([sent]);
  const before = await readVersion();
  await harness.apply([aMessage(create(), { accountId: 'other' })]);
  expect(await readVersion()).toBe(before);
  await harness.apply([aMessage({ type: 'Delete' } as AlertAction)]);
  expect(await readVersion()).not.toBe(before);
});

test('actions that an alert refuses change nothing', async () => {
  const before = await readVersion();
  await harness.apply([aMessage({ type: 'Acknowledge' } as AlertAction)]);
  expect(await readVersion()).toBe(before);
});
