import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';
import type { Figures } from './catalogue.ts';

const ALERTS = 5_000;

/** How many requests that create or read alerts are under way at a time. */
const PARALLEL = 10;

/** In milliseconds; a busy machine needs long. */
const TIME_LIMIT_MS = 1_800_000;

const NOTE = 'It is over';
const UNLIMITED = '1000000/1000000';

interface Progress {
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly refused: number;
}

/**
 * A bulk action on {@link ALERTS} alerts over the emulators of table and queues. The service is killed when half of the
 * alerts are done, and started again.
 */
export async function measureBulkAction(): Promise<Figures> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tocsin-bulk-'));
  const start = () =>
    startLocalService({
      dataFolder,
      environment: {
        LOG_LEVEL: 'ERROR',
        RATE_LIMIT_ALERT: UNLIMITED,
        RATE_LIMIT_SEARCH: UNLIMITED,
        RATE_LIMIT_CONFIGURATION_READ: UNLIMITED,
      },
    });
  let service = await start();
  try {
    await createAlerts(service);
    const began = performance.now();
    const { status, body } = await service.call('POST', '/v2/alerts/bulk-actions/close', {
      query: 'tag: storm',
      expectedCount: ALERTS,
      note: NOTE,
    });
    if (status !== 202) throw new Error(`The bulk action was answered with ${status}.`);
    const acceptedMs = performance.now() - began;
    const half = await waitForProgress(service, body.id, ({ done }) => done >= ALERTS / 2);
    const halfMs = performance.now() - began;
    await service.stop('SIGKILL');
    const killedAt = performance.now();
    service = await start();
    await waitForProgress(service, body.id, ({ done }) => done > half.done);
    const resumedMs = performance.now() - killedAt;
    const { done, refused } = await waitForProgress(service, body.id, ({ state }) => state === 'finished');
    const restMs = performance.now() - killedAt;
    const notes = await countNotes(service);
    return {
      'bulk.accepted': acceptedMs / 1_000,
      'bulk.half_done': halfMs / 1_000,
      'bulk.per_second': half.done / (halfMs / 1_000),
      'bulk.resumed': resumedMs / 1_000,
      'bulk.finished': restMs / 1_000,
      'bulk.done': done,
      'bulk.refused': refused,
      'bulk.not_once': notes.filter((count) => count !== 1).length,
    };
  } finally {
    await service.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Does the work for each of the numbers, some at a time. */
async function forEach(count: number, work: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: PARALLEL }, run));
}

async function createAlerts(service: LocalService): Promise<void> {
  await forEach(ALERTS, async (i) => {
    const alert = { message: `Host ${i} is down`, alias: `host-${i}`, tags: ['storm'], responders: [] };
    const { status } = await service.call('POST', '/v2/alerts', alert);
    if (status !== 202) throw new Error(`Alert ${i} was answered with ${status}.`);
  });
  const count = async () => {
    const { body } = await service.call('GET', '/v2/alerts/count?query=tag%3Astorm');
    return (body.data as { count: number }).count;
  };
  await waitFor(count, (found) => found === ALERTS, TIME_LIMIT_MS);
}

const waitForProgress = (
  service: LocalService,
  id: unknown,
  isThere: (progress: Progress) => boolean,
): Promise<Progress> =>
  waitFor(
    async () => {
      const { status, body } = await service.call('GET', `/v2/alerts/bulk-actions/${id}`);
      if (status !== 200) throw new Error(`The progress was answered with ${status}: ${body.message}`);
      return body.data as unknown as Progress;
    },
    isThere,
    TIME_LIMIT_MS,
  );

/** How many notes of the bulk action each alert has. */
async function countNotes(service: LocalService): Promise<readonly number[]> {
  const counts: number[] = [];
  for (let offset = 0; offset < ALERTS; offset += 100) {
    const { body } = await service.call('GET', `/v2/alerts?query=tag%3Astorm&limit=100&offset=${offset}`);
    const page = body.data as unknown as readonly { readonly id: string }[];
    await forEach(page.length, async (i) => {
      const { body: found } = await service.call('GET', `/v2/alerts/${page[i]?.id}/notes`);
      const notes = found.data as unknown as readonly { readonly note: string }[];
      counts.push(notes.filter(({ note }) => note === NOTE).length);
    });
  }
  if (counts.length !== ALERTS) throw new Error(`${counts.length} alerts were found.`);
  return counts;
}
