import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import { findResource, type Resource } from '../../http/resource.ts';

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
