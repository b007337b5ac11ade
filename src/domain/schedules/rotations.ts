import { derivedId } from '../../platform/ids.ts';
import { invalid } from '../kernel/errors.ts';
import type { Override, Rotation, Schedule } from './model.ts';

/** A schedule keeps this many overrides; the longest past make room for new ones. */
export const MAX_OVERRIDES = 1_000;

/** A rotation as it came in, with its participants resolved; name and id may have to be found. */
export type NewRotation = Omit<Rotation, 'id' | 'name'> & { readonly id?: string; readonly name?: string };

type Changed = Omit<Schedule, 'version'>;

/** Throws `invalid` if the rotation ends before it starts. */
export function requireValidRotation(rotation: Rotation, path = ''): Rotation {
  if (rotation.endDate === undefined || rotation.endDate > rotation.startDate) return rotation;
  throw invalid({ [`${path}endDate`]: 'must be after startDate' });
}

/**
 * Rotations as they replace those of a schedule: one that names the id or name of a present one keeps its id, so that
 * overrides go on to know it. `requestId` makes the ids of the others.
 */
export function keepRotationIds(
  before: readonly Rotation[],
  after: readonly NewRotation[],
  requestId: string,
): readonly Rotation[] {
  const free = new Map(before.map((rotation) => [rotation.id, rotation]));
  return after.map((rotation, i) => {
    const same =
      (rotation.id && free.get(rotation.id)) ||
      [...free.values()].find(({ name }) => rotation.name !== undefined && name === rotation.name);
    if (same) free.delete(same.id);
    const id = same ? same.id : derivedId('rotation', requestId, String(i));
    const name = rotation.name ?? same?.name ?? `Rot${i + 1}`;
    return requireValidRotation({ ...rotation, id, name }, `rotations[${i}].`);
  });
}

/**
 * The schedule with these rotations. An override of rotations that are gone goes with them; if it kept none it would be
 * one of the whole schedule.
 */
export function withRotations(schedule: Changed, rotations: readonly Rotation[]): Changed {
  const there = new Set(rotations.map(({ id }) => id));
  const overrides = schedule.overrides
    .map((override) => ({ ...override, rotationIds: override.rotationIds.filter((id) => there.has(id)) }))
    .filter(
      ({ rotationIds }, i) => rotationIds.length > 0 || schedule.overrides[i]?.rotationIds.length === 0,
    );
  return { ...schedule, rotations, overrides };
}

/** The name that a rotation gets which comes without one: Rot1, Rot2, … whichever is free. */
export function nextRotationName(rotations: readonly Rotation[]): string {
  const taken = new Set(rotations.map(({ name }) => name));
  for (let number = 1; ; number++) {
    if (!taken.has(`Rot${number}`)) return `Rot${number}`;
  }
}

/** Throws `invalid` if the schedule is full of overrides that are not over. */
export function withOverride(schedule: Changed, override: Override, now: number): Changed {
  const overrides = [...schedule.overrides, override];
  if (overrides.length <= MAX_OVERRIDES) return { ...schedule, overrides };
  const oldest = schedule.overrides.reduce((a, b) => (b.endDate < a.endDate ? b : a));
  if (oldest.endDate > now) {
    throw invalid({ overrides: `a schedule can have ${MAX_OVERRIDES} overrides that are not over` });
  }
  return { ...schedule, overrides: overrides.filter((it) => it !== oldest) };
}
