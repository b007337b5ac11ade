import type { Clock } from '../../platform/clock.ts';
import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Schedule } from './model.ts';
import { scheduleOf, withNextCheck } from './next-checks.ts';

/**
 * Schedules, with unique names. The item of an enabled one is also its own entry in the index of what to look at, so that
 * no change is written without the look that it needs, and none is left when it goes.
 */
export function createScheduleStore(table: Table, clock: Clock): ConfigurationStore<Schedule> {
  const store = createConfigurationStore<Schedule>(table, 'SCHEDULE', (schedule) => schedule.name);
  const found = (stored: Schedule | undefined) => stored && scheduleOf(stored);
  return {
    get: async (accountId, id) => found(await store.get(accountId, id)),
    getMany: async (accountId, ids) => (await store.getMany(accountId, ids)).map(scheduleOf),
    getByName: async (accountId, name) => found(await store.getByName(accountId, name)),
    find: async (accountId, reference) => found(await store.find(accountId, reference)),
    list: async (accountId) => (await store.list(accountId)).map(scheduleOf),
    create: async (accountId, schedule) =>
      scheduleOf(await store.create(accountId, withNextCheck(accountId, schedule, clock()))),
    update: async (accountId, id, change) =>
      found(
        await store.update(accountId, id, (current) =>
          withNextCheck(accountId, change(scheduleOf(current)), clock(), current),
        ),
      ),
    delete: (accountId, id) => store.delete(accountId, id),
  };
}
