import type { Caller } from '../../domain/accounts/model.ts';
import {
  type Directory,
  loadTargetFormatter,
  type TargetFormatter,
} from '../../domain/directory/directory.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import { findResource, type Resource } from '../../http/resource.ts';
import { listScheduleTargets } from './view.ts';

/** How requests identify schedules. */
export const createScheduleResource = (directory: Directory): Resource<Schedule> => ({
  label: 'Schedule',
  store: directory.schedules,
  teamOf: ({ ownerTeamId }) => ownerTeamId,
});

/** The schedule that the path names. Throws `not-found`. */
export const getSchedule = (
  directory: Directory,
  caller: Caller,
  params: Readonly<Record<string, string>>,
  by: 'id' | 'name',
): Promise<Schedule> => findResource(createScheduleResource(directory), caller, params.identifier ?? '', by);

/** The schedule that the path names, and a formatter that knows the names of all that it refers to. Throws `not-found`. */
export async function getScheduleForView(
  directory: Directory,
  caller: Caller,
  params: Readonly<Record<string, string>>,
  by: 'id' | 'name',
): Promise<{ readonly schedule: Schedule; readonly formatTarget: TargetFormatter }> {
  const schedule = await getSchedule(directory, caller, params, by);
  const targets = listScheduleTargets(schedule);
  return { schedule, formatTarget: await loadTargetFormatter(directory, caller.accountId, targets) };
}
