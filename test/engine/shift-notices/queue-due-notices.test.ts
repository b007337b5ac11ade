import type { Schedule } from '../../../src/domain/schedules/model.ts';
import {
  createScheduleCheckStore,
  type ScheduleCheckStore,
} from '../../../src/domain/schedules/next-checks.ts';
import { createScheduleStore } from '../../../src/domain/schedules/store.ts';
import type { ShiftNotice } from '../../../src/domain/shift-notices/model.ts';
import { createShiftNoticeQueuer } from '../../../src/engine/shift-notices/queue-due-notices.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import { configurationKey } from '../../../src/platform/keys.ts';
import { anOverride, aRotation, aSchedule } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { someone } from './rules.ts';

const table = useTable();

/** Ann and Bob take turns of a day; the first begins at nine. */
const NINE = Date.parse('2026-11-24T09:00:00Z');
const EIGHT = NINE - HOUR;

/** An account with Ann, Bob and their schedule, made at eight, and sweeps in it. */
async function createHarness(made: Partial<Schedule> = {}) {
  const accountId = newId();
  let now = EIGHT;
  const clock = () => now;
  const schedules = createScheduleStore(table(), clock);
  const directory = createDirectory(table());
  const start = { notificationTime: ['just-before' as const] };
  for (const name of ['ann', 'bob']) {
    await directory.users.create(accountId, someone(name, [start, { ...start, actionType: 'schedule-end' }]));
  }
  const schedule = aSchedule([aRotation(['ann', 'bob'], { startDate: NINE })], { id: newId(), ...made });
  await schedules.create(accountId, schedule);
  const sent: { notice: ShiftNotice; group: string; deduplicationId: string }[] = [];
  let onSend = async () => {};
  const queue = {
    async send(body: object, options: { readonly group: string; readonly deduplicationId: string }) {
      const notice = body as ShiftNotice;
      if (notice.accountId !== accountId) return;
      sent.push({ notice, ...options });
      await onSend();
    },
  };
  const own = createScheduleCheckStore(table());
  const moved: Instant[] = [];
  /** Looks at the schedules of this account alone: the table has those of all tests. */
  const checks: ScheduleCheckStore = {
    async findDue(...where) {
      const page = await own.findDue(...where);
      return { ...page, checks: page.checks.filter((check) => check.accountId === accountId) };
    },
    async reschedule(check, checkedUntil, next) {
      const isMoved = await own.reschedule(check, checkedUntil, next);
      if (isMoved) moved.push(next);
      return isMoved;
    },
  };
  const sweepWith = (parts: Partial<ScheduleCheckStore>) =>
    createShiftNoticeQueuer({ checks: { ...checks, ...parts }, directory, queue, clock });
  return {
    accountId,
    id: schedule.id,
    schedules,
    moved,
    sweepWith,
    at: (instant: Instant) => {
      now = instant;
    },
    sweepAt: (instant: Instant, parts: Partial<ScheduleCheckStore> = {}) => {
      now = instant;
      return sweepWith(parts)();
    },
    whenSent: (then: () => Promise<void>) => {
      onSend = then;
    },
    sent,
    /** The user, the event and the hours after nine of each notice; in no order. */
    notices: () =>
      sent
        .map(({ notice: { userId, event, at } }) => [userId, event.slice(9), (at - NINE) / HOUR])
        .toSorted(),
  };
}

test('the next sweep sends a due notice once, and a schedule is checked when a notice is due or after a quarter of an hour', async () => {
  const harness = await createHarness();
  expect(await harness.sweepAt(EIGHT + 20 * SECOND)).toMatchObject({ checked: 1, queued: 0, failed: 0 });
  expect(await harness.sweepAt(EIGHT + MINUTE)).toMatchObject({ checked: 0, complete: true });
  for (const minute of [16, 32, 48]) await harness.sweepAt(EIGHT + minute * MINUTE);
  expect(harness.moved.at(-1)).toBe(NINE);
  expect(await harness.sweepAt(NINE - 1)).toMatchObject({ checked: 0 });
  expect(await harness.sweepAt(NINE + 20 * SECOND)).toMatchObject({ checked: 1, queued: 1 });
  expect(await harness.sweepAt(NINE + 80 * SECOND)).toMatchObject({ checked: 0, queued: 0 });
  expect(harness.notices()).toEqual([['ann', 'start', 0]]);
  expect(harness.sent).toEqual([
    {
      group: harness.sent[0]?.notice.notificationId,
      deduplicationId: harness.sent[0]?.notice.notificationId,
      notice: {
        notificationId: expect.stringMatching(/^[-0-9a-f]{36}$/),
        accountId: harness.accountId,
        scheduleId: harness.id,
        scheduleName: 'Ops_schedule',
        userId: 'ann',
        contactId: 'ann-email',
        channel: 'email',
        event: 'schedule-start',
        until: NINE + DAY,
        nextUserIds: ['bob'],
        at: NINE,
        dueAt: NINE,
      },
    },
  ]);
});

test('a crash between sending and moving the check sends the same message again', async () => {
  const harness = await createHarness();
  const reschedule = () => Promise.reject(new Error('died'));
  expect(await harness.sweepAt(NINE + SECOND, { reschedule })).toMatchObject({ failed: 1 });
  expect(await harness.sweepAt(NINE + MINUTE)).toMatchObject({ checked: 1, failed: 0, queued: 1 });
  const [first, second, ...more] = harness.sent;
  expect(second).toEqual(first);
  expect(more).toEqual([]);
  expect(await harness.sweepAt(NINE + 2 * MINUTE)).toMatchObject({ checked: 0 });
});

test('two concurrent sweeps send the same message and move the check once', async () => {
  const harness = await createHarness();
  harness.at(NINE + SECOND);
  await Promise.all([harness.sweepWith({})(), harness.sweepWith({})()]);
  expect(new Set(harness.sent.map(({ deduplicationId }) => deduplicationId)).size).toBe(1);
  expect(harness.moved).toHaveLength(1);
});

test('a schedule that changes during its check is checked again in the next minute', async () => {
  const harness = await createHarness();
  harness.whenSent(async () => {
    harness.whenSent(async () => {});
    await harness.schedules.update(harness.accountId, harness.id, (schedule) => ({
      ...schedule,
      overrides: [anOverride('bob', NINE + 30 * SECOND, NINE + HOUR)],
    }));
  });
  await harness.sweepAt(NINE + SECOND);
  expect(harness.moved).toEqual([]);
  expect(await harness.sweepAt(NINE + 61 * SECOND)).toMatchObject({ checked: 1, queued: 3 });
  const ids = new Set(harness.sent.map(({ deduplicationId }) => deduplicationId));
  expect(ids.size).toBe(3);
  expect(harness.notices()).toEqual([
    ['ann', 'end', 30 / 3600],
    ['ann', 'start', 0],
    ['ann', 'start', 0],
    ['bob', 'start', 30 / 3600],
  ]);
});

test('a changed schedule is checked in the next minute, from the time of its last check', async () => {
  const harness = await createHarness();
  await harness.sweepAt(EIGHT + MINUTE);
  harness.at(EIGHT + 5 * MINUTE);
  await harness.schedules.update(harness.accountId, harness.id, (schedule) => ({
    ...schedule,
    overrides: [anOverride('bob', EIGHT + 4 * MINUTE, NINE)],
  }));
  expect(await harness.sweepAt(EIGHT + 6 * MINUTE)).toMatchObject({ checked: 1, queued: 1 });
  expect(harness.notices()).toEqual([['bob', 'start', -56 / 60]]);
});

test('a disabled or deleted schedule is not checked, and one that is enabled again is checked from then on', async () => {
  const harness = await createHarness();
  const enable = (enabled: boolean) =>
    harness.schedules.update(harness.accountId, harness.id, (schedule) => ({ ...schedule, enabled }));
  await enable(false);
  expect(await harness.sweepAt(NINE + MINUTE)).toMatchObject({ checked: 0 });
  harness.at(NINE + 2 * MINUTE);
  await enable(true);
  expect(await harness.sweepAt(NINE + 3 * MINUTE)).toMatchObject({ checked: 1, queued: 0 });
  await harness.schedules.delete(harness.accountId, harness.id);
  expect(await harness.sweepAt(NINE + HOUR)).toMatchObject({ checked: 0 });
});

test('after an outage, notices that are more than an hour late are dropped', async () => {
  const hourly = { rotations: [aRotation(['ann', 'bob'], { startDate: NINE, type: 'hourly' })] };
  const harness = await createHarness(hourly);
  await harness.sweepAt(NINE + 5 * HOUR + 30 * MINUTE);
  expect(harness.notices()).toEqual([
    ['ann', 'end', 5],
    ['bob', 'start', 5],
  ]);
});

test('the store returns schedules as stored, and the first change of one without a check creates it', async () => {
  const harness = await createHarness();
  const stored = (await harness.schedules.get(harness.accountId, harness.id)) as Schedule;
  expect(Object.keys(stored).filter((name) => name.startsWith('gsi'))).toEqual([]);
  for (const found of [
    await harness.schedules.list(harness.accountId),
    await harness.schedules.getMany(harness.accountId, [harness.id]),
    [await harness.schedules.getByName(harness.accountId, 'ops_SCHEDULE')],
    [await harness.schedules.find(harness.accountId, { id: harness.id })],
    [await harness.schedules.create(harness.accountId, stored)],
  ]) {
    expect(found).toEqual([stored]);
  }
  await table().put({ ...configurationKey(harness.accountId, 'SCHEDULE', harness.id), ...stored });
  expect(await harness.sweepAt(NINE + DAY)).toMatchObject({ checked: 0 });
  await harness.schedules.update(harness.accountId, harness.id, (schedule) => schedule);
  expect(await harness.sweepAt(NINE + DAY + MINUTE)).toMatchObject({ checked: 1, queued: 0 });
});
