import { addAttachment } from '../../../src/domain/alerts/attachments.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { createOldAlertDeletion } from '../../../src/domain/alerts/retention.ts';
import { parseRetentionDays } from '../../../src/domain/alerts/retention-days.ts';
import { countAlerts } from '../../../src/domain/alerts/search/search.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { DAY, type Instant, MINUTE } from '../../../src/platform/clock.ts';
import { alertPk, ledgerKey, notificationKey } from '../../../src/platform/keys.ts';
import { queryAll, type Table } from '../../../src/platform/table.ts';
import { memoryBlobs } from '../../api/alerts/harness.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import {
  aMessage,
  assessed,
  Crash,
  crashingAfter,
  create,
  createWorkerHarness,
  recordingExecutions,
} from '../alert-worker/harness.ts';

const RETENTION_DAYS = 30;
const OVER = NOON + RETENTION_DAYS * DAY;

const table = useTable();
let harness: ReturnType<typeof createWorkerHarness>;
let blobs: ReturnType<typeof memoryBlobs>;

beforeEach(() => {
  harness = createWorkerHarness(table());
  blobs = memoryBlobs();
});
afterEach(() => harness.clear());

const sweepAt = (
  now: Instant | (() => Instant),
  parts: Partial<Parameters<typeof createOldAlertDeletion>[0]> = {},
) =>
  createOldAlertDeletion({
    table: harness.table,
    listAccountIds: async () => ['empty', 'acc'],
    deleteContent: (key) => blobs.delete(key),
    retentionDays: RETENTION_DAYS,
    clock: typeof now === 'number' ? () => now : now,
    ...parts,
  })();

/** An alert with the alias, with a note, an attachment and a notification record. */
async function anAlert(alias: string): Promise<Alert> {
  const sent = aMessage(create({ alias } as object));
  const target = { type: 'alias', value: alias } as const;
  await harness.apply([sent, aMessage({ type: 'AddNote' }, { target, note: 'Looking' })]);
  const id = alertIdOfRequest('acc', sent.requestId);
  const alert = (await harness.alerts()).find((each) => each.id === id);
  if (!alert) throw new Error('The alert was not created.');
  const blobKey = `content of ${alias}`;
  await blobs.put(blobKey, new Uint8Array(), '');
  const known = { name: 'a.png', contentType: 'image/png', size: 1, user: '', indexFile: '' };
  await addAttachment(harness.table, alert, { ...known, createdAt: NOON, blobKey }, blobKey);
  await harness.table.put({ ...notificationKey('acc', id, 'n'), state: 'sent', claimedAt: NOON });
  return alert;
}

const close = (alias: string) =>
  harness.apply([aMessage({ type: 'Close' }, { target: { type: 'alias', value: alias } })]);

const partsOf = async ({ id }: Alert): Promise<readonly string[]> =>
  (await queryAll(table(), { pk: alertPk('acc', id) })).map(({ sk }) => sk);

const count = () =>
  countAlerts(
    { table: table(), directory: createDirectory(table()) },
    { accountId: 'acc', query: { kind: 'and', parts: [] } },
  );

test('a closed alert is deleted with everything that belongs to it when its retention is over, and not before', async () => {
  const alert = await anAlert('disk');
  await close('disk');
  const before = await partsOf(alert);

  expect(await sweepAt(OVER - 1)).toEqual({ deleted: 0, failed: 0, complete: true });
  expect(await partsOf(alert)).toEqual(before);
  expect(await count()).toBe(1);

  expect(await sweepAt(OVER)).toEqual({ deleted: 1, failed: 0, complete: true });
  expect(await partsOf(alert)).toEqual(['STATE#DELETED']);
  expect([...blobs.files.keys()]).toEqual([]);
  expect(await count()).toBe(0);
  const left = (await harness.items()).filter(({ pk }) => /#(TINY|ALIAS)#/.test(pk));
  expect(left).toEqual([]);
});

test('an open alert is kept, however old it is', async () => {
  const alert = await anAlert('disk');
  expect(await sweepAt(OVER + 1_000 * DAY)).toEqual({ deleted: 0, failed: 0, complete: true });
  expect(await partsOf(alert)).toContain('STATE#ALERT');
});

test('a closed alert for which something is still to be done is kept', async () => {
  const alert = await anAlert('disk');
  await harness.table.put({ ...ledgerKey('acc', alert.id), ...assessed(alert, { dueAt: NOON }) });
  await harness.table.put({ ...(await stored(alert)), status: 'closed' });
  expect(await sweepAt(OVER)).toMatchObject({ deleted: 0, failed: 0 });
  expect(await partsOf(alert)).toContain('STATE#ALERT');
});

const stored = async ({ id }: Alert) => {
  const item = await table().get({ pk: alertPk('acc', id), sk: 'STATE#ALERT' });
  if (!item) throw new Error('The alert is not stored.');
  return item;
};

test('the retention begins again with a change of a closed alert', async () => {
  const alert = await anAlert('disk');
  await close('disk');
  const target = { type: 'id', value: alert.id } as const;
  await harness.apply([
    aMessage({ type: 'AddNote' }, { target, note: 'Cause found', receivedAt: NOON + DAY }),
  ]);

  expect(await sweepAt(OVER)).toMatchObject({ deleted: 0 });
  expect(await sweepAt(OVER + DAY)).toMatchObject({ deleted: 1 });
});

test('a newer alert with the same alias keeps the alias and everything else', async () => {
  await anAlert('disk');
  await close('disk');
  const newer = await anAlert('disk');
  const before = await partsOf(newer);

  expect(await sweepAt(OVER)).toMatchObject({ deleted: 1 });

  expect(await partsOf(newer)).toEqual(before);
  await close('disk');
  expect(await stored(newer)).toMatchObject({ status: 'closed' });
});

test('a deleted alert is not created again by its redelivered message, and accepts no action', async () => {
  const sent = aMessage(create());
  await harness.apply([sent]);
  await close('disk');
  await sweepAt(OVER);

  await harness.apply([sent], 2);
  const note = aMessage({ type: 'AddNote' }, { note: 'Too late' });
  await harness.apply([note]);

  expect(await harness.alerts()).toEqual([]);
  expect(await harness.request(note)).toMatchObject({ success: false });
});

test('a sweep that dies after any of its writes is completed by the next one', async () => {
  for (let crashAfter = 1; ; crashAfter++) {
    const alert = await anAlert('disk');
    await close('disk');
    const crashing = crashingAfter(harness.table, recordingExecutions().executions, crashAfter);
    const report = await sweepAt(OVER, { table: crashing.table }).catch((error) => {
      expect(error).toBeInstanceOf(Crash);
    });
    await sweepAt(OVER);
    expect(await partsOf(alert)).toEqual(['STATE#DELETED']);
    expect([...blobs.files.keys()]).toEqual([]);
    await harness.clear();
    if (report?.deleted === 1) {
      expect(crashAfter).toBeGreaterThan(5);
      return;
    }
  }
});

test('an alert whose attachment cannot be deleted counts as failed, delays no other, and is found again', async () => {
  const [failing, other] = [await anAlert('failing'), await anAlert('other')];
  await close('failing');
  await close('other');
  const deleteContent = async (key: string) => {
    if (key.includes('failing')) throw new Error('S3 DELETE failed: status 503');
  };

  expect(await sweepAt(OVER, { deleteContent })).toEqual({ deleted: 1, failed: 1, complete: true });
  expect(await partsOf(other)).toEqual(['STATE#DELETED']);

  expect(await sweepAt(OVER)).toEqual({ deleted: 1, failed: 0, complete: true });
  expect(await partsOf(failing)).toEqual(['STATE#DELETED']);
});

test('a sweep stops when its time is spent, and the next one deletes the rest', async () => {
  const alerts: Alert[] = [];
  for (let i = 0; i < 12; i++) {
    alerts.push(await anAlert(`disk ${i}`));
    await close(`disk ${i}`);
  }
  let now = OVER;
  const slow: Table = {
    ...harness.table,
    query: async (spec) => {
      now += MINUTE;
      return harness.table.query(spec);
    },
  };

  expect(await sweepAt(() => now, { table: slow })).toMatchObject({ complete: false });
  expect(await count()).toBeGreaterThan(0);
  expect(await sweepAt(now)).toMatchObject({ complete: true });
  expect(await count()).toBe(0);
});

test.each([
  ['', undefined],
  ['15', 15],
  ['400', 400],
])('the retention %p means %p days', (text, days) => {
  expect(parseRetentionDays(text)).toBe(days);
});

test.each(['14', '0', '-1', '1.5', '1e3', 'never', ' 30'])('the retention %p is refused', (text) => {
  expect(() => parseRetentionDays(text)).toThrow(/at least 15/);
});
