import type { Clock } from '../../platform/clock.ts';
import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Schedule } from './model.ts';
import { withNextCheck, withoutIndexAttributes } from './next-checks.ts';

/**
 * Schedules, with unique names. The item of an enabled schedule carries the index attributes of its next check, so every
 * write also schedules the check that it needs, and a deletion removes it. `clock` tells when a change is written.
 */
export function createScheduleStore(table: Table, clock: Clock): ConfigurationStore<Schedule> {
  const store = createConfigurationStore<Schedule>(table, 'SCHEDULE', (schedule) => schedule.name);
  const toSchedule = (stored: Schedule | undefined) => stored && withoutIndexAttributes(stored);
  return {
    get: async (accountId, id) => toSchedule(await store.get(accountId, id)),
    getMany: async (accountId, ids) => (await store.getMany(accountId, ids)).map(withoutIndexAttributes),
    getByName: async (accountId, name) => toSchedule(await store.getByName(accountId, name)),
    find: async (accountId, reference) => toSchedule(await store.find(accountId, reference)),
    list: async (accountId) => (await store.list(accountId)).map(withoutIndexAttributes),
    create: async (accountId, schedule) =>
      withoutIndexAttributes(
        await store.create(accountId, withNextCheck(accountId, { ...schedule, changedAt: clock() }, clock())),
      ),
    update: async (accountId, id, change) =>
      toSchedule(
        await store.update(accountId, id, (current) =>
          withNextCheck(
            accountId,
            { ...change(withoutIndexAttributes(current)), changedAt: clock() },
            clock(),
            current,
          ),
        ),
      ),
    delete: (accountId, id) => store.delete(accountId, id),
  };
}
