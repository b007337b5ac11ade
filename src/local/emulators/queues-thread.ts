import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { openJournal } from '../shared/journal.ts';
import { keepOnDisk } from './disk-bucket.ts';
import { type JournaledMessage, keepInJournal, restoreMessages } from './durable-queue.ts';
import { loadFauxqs, type StoredQueue } from './fauxqs.ts';
import { deliverAsSqs } from './fifo.ts';
import { throttleSends } from './queue-quotas.ts';
import { type QueuesToStart, queueUrl } from './queues.ts';

const { folder, region, queues, buckets, quotas } = workerData as QueuesToStart;
const fauxqs = await loadFauxqs();
if (quotas) throttleSends(fauxqs.app, quotas, Date.now);
await fauxqs.app.listen({ port: 0, host: '127.0.0.1' });
const { port } = fauxqs.app.server.address() as AddressInfo;
const endpoint = `http://127.0.0.1:${port}`;

const journal = openJournal<JournaledMessage>(folder && join(folder, 'queues.jsonl'));
const stored = new Map<string, StoredQueue>();
for (const { name, arn, attributes } of queues) {
  const queue = fauxqs.queues.createQueue(name, queueUrl(endpoint, name), arn, attributes);
  // Sequence numbers continue after those of the previous process.
  queue.sequenceCounter = Date.now() * 1000;
  if (queue.isFifo()) deliverAsSqs(queue);
  keepInJournal(queue, journal);
  stored.set(name, queue);
}
fauxqs.queues.region = region;
restoreMessages((name) => stored.get(name), journal);

for (const bucket of buckets) {
  fauxqs.objects.createBucket(bucket);
  if (folder) keepOnDisk(fauxqs.objects, bucket, join(folder, 'attachments', bucket));
}

parentPort?.postMessage(port);
