import { addAttachment, listAttachments } from '../../../src/domain/alerts/attachments.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import { memoryBlobs } from '../../api/alerts/harness.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, create, createWorkerHarness, toSqsEvent } from './harness.ts';

const table = useTable();
let harness: ReturnType<typeof createWorkerHarness>;

beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

/** An alert with attachments, and a worker that deletes their content. */
async function withFiles(...keys: readonly string[]) {
  const sent = aMessage(create());
  await harness.apply([sent]);
  const alert = (await harness.alerts()).find(({ id }) => id === alertIdOfRequest('acc', sent.requestId));
  if (!alert) throw new Error('The alert was not created.');
  const blobs = memoryBlobs();
  for (const blobKey of [...keys, 'of another']) await blobs.put(blobKey, new Uint8Array(), '');
  for (const blobKey of keys) {
    const known = { name: 'a.png', contentType: 'image/png', size: 1, user: '', indexFile: '' };
    await addAttachment(table(), alert, { ...known, createdAt: NOON, blobKey }, blobKey);
  }
  const remaining = () => [...blobs.files.keys()];
  let failures = 0;
  const worker = harness.worker({
    table: harness.table,
    executions: harness.record.executions,
    blobs: async () => ({
      delete: async (key) => {
        if (failures-- > 0) throw new Error('S3 DELETE failed: status 503');
        await blobs.delete(key);
      },
    }),
  });
  return {
    alert,
    remaining,
    worker,
    fail: (times: number) => {
      failures = times;
    },
  };
}

test('a delete removes the attachments of the alert and no others', async () => {
  const { alert, remaining, worker } = await withFiles('one', 'two');

  expect(await worker(toSqsEvent([aMessage({ type: 'Delete' })]))).toEqual({ batchItemFailures: [] });

  expect(remaining()).toEqual(['of another']);
  expect(await listAttachments(table(), alert)).toEqual([]);
});

test('a redelivery deletes attachments whose first deletion failed', async () => {
  const { alert, remaining, worker, fail } = await withFiles('one', 'two');
  const deletion = aMessage({ type: 'Delete' });
  fail(1_000);
  expect((await worker(toSqsEvent([deletion]))).batchItemFailures).toHaveLength(1);
  expect(await harness.alerts()).toEqual([]);
  expect(remaining()).toContain('one');
  fail(0);

  expect(await worker(toSqsEvent([deletion], 2))).toEqual({ batchItemFailures: [] });

  expect(remaining()).toEqual(['of another']);
  expect(await listAttachments(table(), alert)).toEqual([]);
  expect(await harness.request(deletion)).toMatchObject({ success: true });
});
