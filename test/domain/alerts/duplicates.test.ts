import { itemSize } from '../../../simulator/costs/units.ts';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { alertIdOfRequest, toCreateRequestId } from '../../../src/domain/alerts/ids.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { findAlertById, findAlertOfRequest, readAlertLog } from '../../../src/domain/alerts/queries.ts';
import { findAlertRequestStatus } from '../../../src/domain/alerts/store/request-status.ts';
import { recordDeadLettered } from '../../../src/domain/requests/request-status.ts';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../../src/platform/clock.ts';
import { newId, newTimedId } from '../../../src/platform/ids.ts';
import { requestKey } from '../../../src/platform/keys.ts';
import type { LogEntryCursor } from '../../../src/platform/log-entries.ts';
import type { Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';
import { useMemoryTable } from '../../support/table.ts';
import {
  aMessage,
  create,
  createWorkerHarness,
  directory,
  getAlertId,
  toSqsEvent,
} from '../alert-worker/harness.ts';

const table = useMemoryTable();
let harness: ReturnType<typeof createWorkerHarness>;
beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

/** A Create with the alias of the alert, as the API sends it at that time. */
const duplicate = (at: Instant, change: Partial<AlertActionMessage> = {}) =>
  aMessage(create(), { requestId: toCreateRequestId(newTimedId(at), 'disk'), receivedAt: at, ...change });

const close = () => aMessage({ type: 'Close' } as AlertAction);

/** Applies the messages at a time, together. */
const applyAt = (
  now: Instant,
  messages: readonly AlertActionMessage[],
  base: Table = harness.table,
  received = 1,
) =>
  createAlertWorker({
    table: base,
    executions: harness.record.executions,
    directory,
    clock: () => now,
    pause: async () => {},
  })(toSqsEvent(messages, received));

const find = ({ requestId }: AlertActionMessage, now = NOON) =>
  findAlertRequestStatus(table(), 'acc', requestId, now);
const isStored = async ({ requestId }: AlertActionMessage) =>
  (await table().get(requestKey('acc', requestId))) !== undefined;
const readAlert = async (sent: AlertActionMessage): Promise<Alert> => {
  const alert = await findAlertById(table(), 'acc', getAlertId(sent));
  if (!alert) throw new Error('There is no such alert.');
  return alert;
};
const readLog = async (sent: AlertActionMessage, cursor: Partial<LogEntryCursor> = {}) => {
  const alert = await readAlert(sent);
  return readAlertLog(table(), alert, { order: 'asc', direction: 'next', limit: 500, ...cursor });
};

/** An alert that has occurred twice, so that further duplicates are counted beside it. */
async function createDuplicated(at: Instant = NOON): Promise<AlertActionMessage> {
  const sent = duplicate(at);
  await applyAt(at, [sent, duplicate(at)]);
  return sent;
}

describe('a duplicate that is counted beside its alert', () => {
  test('is one write of one unit, and has its status and its log entry', async () => {
    const sent = await createDuplicated();
    const again = duplicate(NOON + HOUR);
    await applyAt(NOON + HOUR, [duplicate(NOON + HOUR - 1)]);
    harness.calls.length = 0;
    await applyAt(NOON + HOUR + 5, [again]);

    expect(harness.calls).toEqual(['get', 'query', 'put']);
    expect(await isStored(again)).toBe(false);
    expect(await find(again)).toEqual({
      requestId: again.requestId,
      action: 'Create',
      success: true,
      status: 'Increased count of alert',
      processedAt: NOON + HOUR + 5,
      integrationId: 'integration',
      alertId: getAlertId(sent),
      alias: 'disk',
    });
    expect(await findAlertOfRequest(table(), 'acc', again.requestId)).toMatchObject({ id: getAlertId(sent) });
    expect(await readAlert(sent)).toMatchObject({ count: 4, lastOccurredAt: NOON + HOUR });
    expect((await readLog(sent)).entries.at(-1)).toMatchObject({
      log: 'Alert occurred again, from Demo: count is 4',
      fact: { kind: 'counted', count: 4 },
      owner: 'Demo',
      type: 'system',
      createdAt: NOON + HOUR,
    });
  });

  test('says who made the request, and through which integration', async () => {
    const sent = await createDuplicated();
    const other = { integration: { id: 'other', name: 'Other', type: 'API' } };
    const all = [
      duplicate(NOON + 1),
      duplicate(NOON + 2, other),
      duplicate(NOON + 3, { ...other, user: 'jane@example.com' }),
      duplicate(NOON + 4, other),
    ];
    await applyAt(NOON + 10, all);
    const found = await Promise.all(all.map((message) => find(message)));
    expect(found.map((status) => status?.integrationId)).toEqual(['integration', 'other', 'other', 'other']);
    const { entries } = await readLog(sent);
    expect(entries.slice(-4).map(({ owner, type }) => [owner, type])).toEqual([
      ['Demo', 'system'],
      ['Other', 'system'],
      ['jane@example.com', 'userAction'],
      ['Other', 'system'],
    ]);
  });

  test.each([
    ['one by one, minutes apart', 1, MINUTE],
    ['ten at once, a millisecond apart', 10, 1],
  ])('is found among hundreds of others that came %s', async (_, together, apart) => {
    const sent = await createDuplicated();
    const all = Array.from({ length: 240 }, (__, i) => duplicate(NOON + (i + 1) * apart));
    for (let i = 0; i < all.length; i += together) {
      const batch = all.slice(i, i + together);
      await applyAt((batch.at(-1)?.receivedAt ?? 0) + 20, batch);
    }
    expect(await readAlert(sent)).toMatchObject({ count: 242 });
    for (const message of all) {
      expect(await find(message)).toMatchObject({ requestId: message.requestId, alertId: getAlertId(sent) });
      expect(await isStored(message)).toBe(false);
    }
    expect(await find(duplicate(NOON + 100 * apart))).toBeUndefined();
    const items = await harness.items();
    const counting = items.filter(({ pk, sk }) => pk.includes('#DUPLICATES#') || sk === 'STATE#DUPLICATES');
    expect(counting.length).toBeLessThan(all.length / 10);
    for (const item of counting) expect(itemSize(item)).toBeLessThan(1_024);
    // Pages that have no log entries are kept for their statuses only.
    expect(new Set(counting.map(({ expiresAt }) => expiresAt !== undefined))).toEqual(new Set([true, false]));
  });

  test('is on the log in the order of time, in either direction and page by page', async () => {
    const sent = await createDuplicated();
    for (let i = 1; i <= 120; i++) {
      await applyAt(NOON + i * MINUTE, [duplicate(NOON + i * MINUTE)]);
      if (i % 30 === 0)
        await applyAt(NOON, [
          aMessage({ type: 'AddNote' }, { note: 'n', receivedAt: NOON + i * MINUTE + 1 }),
        ]);
    }
    const { entries } = await readLog(sent);
    const logs = entries.map(({ log }) => String(log));
    expect(logs.filter((log) => log.includes('count is'))).toHaveLength(99);
    expect(logs.indexOf('Alert occurred again, from Demo: count is 32')).toBeLessThan(
      logs.findIndex((log) => /note/i.test(log)),
    );
    expect(entries.map(({ createdAt }) => Number(createdAt))).toEqual(
      entries.map(({ createdAt }) => Number(createdAt)).toSorted((a, b) => a - b),
    );
    for (const order of ['asc', 'desc'] as const) {
      const paged: string[] = [];
      let offset: string | undefined;
      let more = true;
      while (more) {
        const page = await readLog(sent, { order, limit: 7, ...(offset !== undefined && { offset }) });
        paged.push(...page.entries.map(({ log }) => String(log)));
        offset = page.entries.at(-1)?.offset;
        ({ more } = page);
      }
      expect(paged).toEqual(order === 'asc' ? logs : logs.toReversed());
    }
  });

  test('is found after the alert was closed and others with its alias have followed', async () => {
    const sent: AlertActionMessage[] = [];
    const counted: AlertActionMessage[] = [];
    for (let i = 0; i < 6; i++) {
      const at = NOON + i * SECOND;
      sent.push(await createDuplicated(at));
      counted.push(duplicate(at + 10));
      await applyAt(at + 10, counted.slice(-1));
      await applyAt(at + 20, [close()]);
    }
    for (const [i, message] of counted.entries())
      expect(await find(message)).toMatchObject({ alertId: getAlertId(sent[i] as AlertActionMessage) });
  });

  test('is found for two weeks, also after the alert was deleted', async () => {
    await createDuplicated();
    const again = duplicate(NOON + 1);
    await applyAt(NOON + 1, [again]);
    await applyAt(NOON + 2, [aMessage({ type: 'Delete' } as AlertAction)]);
    expect(await find(again, NOON + 14 * DAY - SECOND)).toMatchObject({ success: true });
    expect(await find(again, NOON + 14 * DAY + SECOND)).toBeUndefined();
    const kept = (await harness.items()).filter(
      ({ pk, sk }) => /#DUPLICATE[SD]#/.test(pk) || sk === 'STATE#DUPLICATES',
    );
    for (const { expiresAt } of kept) expect(expiresAt).toEqual(expect.any(Number));
  });

  test('that was dead-lettered and then applied has succeeded', async () => {
    await createDuplicated();
    const again = duplicate(NOON + 1);
    await recordDeadLettered(table(), JSON.stringify(again), { alertId: '', alias: '' }, NOON);
    await applyAt(NOON + 1, [again]);
    expect(await find(again)).toMatchObject({ success: true });
  });
});

describe('a duplicate whose id does not lead to the alert has a status of its own', () => {
  test.each([
    [
      'of another alias',
      () => duplicate(NOON + 1, { requestId: toCreateRequestId(newTimedId(NOON + 1), 'other') }),
    ],
    ['without a time', () => duplicate(NOON + 1, { requestId: newId() })],
    ['that is no random id', () => duplicate(NOON + 1, { requestId: 'email-1' })],
    ['of an earlier time', () => duplicate(NOON - HOUR)],
  ])('%s', async (_, aDuplicate) => {
    const sent = await createDuplicated();
    const again = aDuplicate();
    await applyAt(NOON + 2, [again, duplicate(NOON + 2)]);
    expect(await isStored(again)).toBe(true);
    expect(await find(again)).toMatchObject({ success: true, alertId: getAlertId(sent) });
    expect(await readAlert(sent)).toMatchObject({ count: 4 });
    expect(
      (await readLog(sent)).entries.filter(({ log }) => String(log).includes('count is 3')),
    ).toHaveLength(1);
  });
});

describe('a duplicate that is delivered again', () => {
  const counted = async (together: readonly AlertActionMessage[]) => {
    const sent = await createDuplicated();
    if (together.length > 0) await applyAt(NOON + 1, together);
    return sent;
  };
  const others = (count: number) => Array.from({ length: count }, (_, i) => duplicate(NOON + 100 + i));

  test('is counted once, whether it is among the latest or on a page', async () => {
    const together = [duplicate(NOON + 1), duplicate(NOON + 1)];
    const sent = await counted(together);
    await applyAt(NOON + 2, together, harness.table, 2);
    expect(await readAlert(sent)).toMatchObject({ count: 4 });
    for (const message of others(60)) await applyAt(NOON + 300, [message]);
    await applyAt(NOON + 400, together, harness.table, 2);
    expect(await readAlert(sent)).toMatchObject({ count: 64 });
  });

  test('is counted once if the function died before it stored the status that the duplicate has of its own', async () => {
    const again = duplicate(NOON + 1, { requestId: newId() });
    const sent = await counted([]);
    const failing: Table = {
      ...harness.table,
      batchPut: async () => {
        throw new Error('no answer');
      },
    };
    const { batchItemFailures } = await applyAt(NOON + 1, [again], failing);
    expect(batchItemFailures).toHaveLength(1);
    await applyAt(NOON + 2, [again], harness.table, 2);
    expect(await readAlert(sent)).toMatchObject({ count: 3 });
    expect(await find(again)).toMatchObject({ success: true });
  });

  test('opens no alert after its own was closed or deleted', async () => {
    for (const end of ['Close', 'Delete'] as const) {
      const together = [duplicate(NOON + 1), duplicate(NOON + 1)];
      await counted(together);
      for (const message of others(40)) await applyAt(NOON + 300, [message]);
      await applyAt(NOON + 500, [aMessage({ type: end } as AlertAction)]);
      await applyAt(NOON + 600, together, harness.table, 2);
      expect((await harness.alerts()).filter(({ status }) => status === 'open')).toEqual([]);
      await harness.clear();
    }
  });

  test('does not count on the alert that has followed', async () => {
    const again = duplicate(NOON + 1);
    await counted([again]);
    await applyAt(NOON + 2, [close()]);
    const next = duplicate(NOON + 3);
    await applyAt(NOON + 3, [next]);
    await applyAt(NOON + 4, [again], harness.table, 2);
    expect(await readAlert(next)).toMatchObject({ count: 1 });
  });
});

/** A worker that hangs before it stores what it counted, while `meanwhile` happens. */
async function applyWhile(
  messages: readonly AlertActionMessage[],
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  let hung = false;
  await applyAt(NOON + MINUTE, messages, {
    ...harness.table,
    async put(item, condition) {
      if (item.sk === 'STATE#DUPLICATES' && !hung) {
        hung = true;
        await meanwhile();
      }
      return harness.table.put(item, condition);
    },
  });
  expect(hung).toBe(true);
}

describe('a worker that hung counts a duplicate once', () => {
  test.each([false, true])(
    'if another has counted it (it is the first beside the alert: %s)',
    async (isFirst) => {
      const sent = await createDuplicated();
      if (!isFirst) await applyAt(NOON + 1, [duplicate(NOON + 1)]);
      const again = duplicate(NOON + 2);
      await applyWhile([again], () => applyAt(NOON + 2, [again], harness.table, 2));
      expect(await readAlert(sent)).toMatchObject({ count: isFirst ? 3 : 4 });
    },
  );

  test.each([
    ['Close', false],
    ['Close', true],
    ['Delete', false],
    ['Delete', true],
  ] as const)(
    'if another has opened an alert by it after a %s (it is the first beside the alert: %s)',
    async (end, isFirst) => {
      const sent = await createDuplicated();
      if (!isFirst) await applyAt(NOON + 1, [duplicate(NOON + 1)]);
      const again = duplicate(NOON + 2);
      await applyWhile([again], async () => {
        await applyAt(NOON + 3, [aMessage({ type: end } as AlertAction)]);
        await applyAt(NOON + 4, [again], harness.table, 2);
      });
      const count = isFirst ? 2 : 3;
      if (end === 'Close') expect(await readAlert(sent)).toMatchObject({ count, status: 'closed' });
      expect(await readAlert(again)).toMatchObject({ count: 1, status: 'open' });
      expect(await find(again)).toMatchObject({ alertId: alertIdOfRequest('acc', again.requestId) });
    },
  );

  test('and does not shorten a page that another has written meanwhile', async () => {
    const sent = await createDuplicated();
    const times = Array.from({ length: 60 }, (_, i) => NOON + 1 + i);
    const all = times.map((at) => duplicate(at));
    const [earlier, batch, later] = [all.slice(0, 15), all.slice(15, 25), all.slice(25)];
    const applyOneByOne = async (messages: readonly AlertActionMessage[]) => {
      for (const message of messages) await applyAt(NOON + SECOND, [message]);
    };
    const isPage = ({ pk }: { readonly pk: string }) => pk.includes('#DUPLICATES#');
    const getPages = async () => (await harness.items()).filter(isPage);
    await applyOneByOne(earlier);
    // Two batches do not fit into a kilobyte together, so the first one's move to a page hangs.
    let hung = false;
    let longer: unknown;
    await applyAt(NOON + SECOND, [...batch, ...later.splice(0, 10)], {
      ...harness.table,
      async put(item, condition) {
        if (isPage(item) && !hung) {
          hung = true;
          await applyOneByOne(later);
          longer = (await getPages())[0];
          expect((longer as { size: number }).size).toBeGreaterThan(item.size as number);
        }
        return harness.table.put(item, condition);
      },
    });
    expect(hung).toBe(true);
    expect((await getPages())[0]).toEqual(longer);
    for (const message of all) expect(await find(message)).toMatchObject({ alertId: getAlertId(sent) });
    expect(await readAlert(sent)).toMatchObject({ count: 62 });
  });
});
