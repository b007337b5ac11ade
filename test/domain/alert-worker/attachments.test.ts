import { addAttachment, listAttachments } from '../../../src/domain/alerts/attachments.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import { memoryBlobs } from '../../api/alerts/harness.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, aWorld, batchOf, create } from './harness.ts';

const table = useTable();
let world: ReturnType<typeof aWorld>;

beforeEach(() => {
  world = aWorld(table());
});
afterEach(() => world.clear());

/** An alert with files, and a worker that deletes from where they are. */
async function withFiles(...keys: readonly string[]) {
  const sent = aMessage(create());
  await world.apply([sent]);
  const alert = (await world.alerts()).find(({ id }) => id === alertIdOfRequest('acc', sent.requestId));
  if (!alert) throw new Error('The alert is there.');
  const blobs = memoryBlobs();
  for (const blobKey of [...keys, 'of another']) await blobs.put(blobKey, new Uint8Array(), '');
  for (const blobKey of keys) {
    const known = { name: 'a.png', contentType: 'image/png', size: 1, user: '', indexFile: '' };
    await addAttachment(table(), alert, { ...known, createdAt: NOON, blobKey }, blobKey);
  }
  const remaining = () => [...blobs.files.keys()];
  let failures = 0;
  const worker = world.worker({
    table: world.table,
    executions: world.record.executions,
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

test('the files of an alert go with it, and no others', async () => {
  const { alert, remaining, worker } = await withFiles('one', 'two');

  expect(await worker(batchOf([aMessage({ type: 'Delete' })]))).toEqual({ batchItemFailures: [] });

  expect(remaining()).toEqual(['of another']);
  expect(await listAttachments(table(), alert)).toEqual([]);
});

test('files that could not be deleted are deleted when the message comes again', async () => {
  const { alert, remaining, worker, fail } = await withFiles('one', 'two');
  const gone = aMessage({ type: 'Delete' });
  fail(1_000);
  expect((await worker(batchOf([gone]))).batchItemFailures).toHaveLength(1);
  expect(await world.alerts()).toEqual([]);
  expect(remaining()).toContain('one');
  fail(0);

  expect(await worker(batchOf([gone], 2))).toEqual({ batchItemFailures: [] });

  expect(remaining()).toEqual(['of another']);
  expect(await listAttachments(table(), alert)).toEqual([]);
  expect(await world.request(gone)).toMatchObject({ success: true });
});
