import { derivedId } from '../../platform/ids.ts';
import { invalid } from '../kernel/errors.ts';
import type { Rotation, Schedule } from './model.ts';

/** A rotation of a request, with its participants resolved. Its id and name may still have to be assigned. */
export type NewRotation = Omit<Rotation, 'id' | 'name'> & { readonly id?: string; readonly name?: string };

type UnversionedSchedule = Omit<Schedule, 'version'>;

/** Returns the rotation. Throws `invalid` if it does not end after it starts; `path` is the prefix of the field. */
export function requireValidRotation(rotation: Rotation, path = ''): Rotation {
  if (rotation.endDate === undefined || rotation.endDate > rotation.startDate) return rotation;
  throw invalid({ [`${path}endDate`]: 'must be after startDate' });
}

/**
 * The rotations that replace those of a schedule. A rotation with the id or name of a present one keeps its id, so that
 * overrides still apply to it. The ids of the others derive from `requestId`, so a retry creates the same ids.
 */
export function keepRotationIds(
  before: readonly Rotation[],
  after: readonly NewRotation[],
  requestId: string,
): readonly Rotation[] {
  const unmatched = new Map(before.map((rotation) => [rotation.id, rotation]));
  return after.map((rotation, i) => {
    const same =
      (rotation.id && unmatched.get(rotation.id)) ||
      [...unmatched.values()].find(({ name }) => rotation.name !== undefined && name === rotation.name);
    if (same) unmatched.delete(same.id);
    const id = same ? same.id : derivedId('rotation', requestId, String(i));
    const name = rotation.name ?? same?.name ?? `Rot${i + 1}`;
    return requireValidRotation({ ...rotation, id, name }, `rotations[${i}].`);
  });
}

/**
 * The schedule with these rotations. Overrides that applied only to removed rotations are removed too: without any
 * rotation they would apply to the whole schedule.
 */
export function withRotations(
  schedule: UnversionedSchedule,
  rotations: readonly Rotation[],
): UnversionedSchedule {
  const present = new Set(rotations.map(({ id }) => id));
  const overrides = schedule.overrides
    .map((override) => ({ ...override, rotationIds: override.rotationIds.filter((id) => present.has(id)) }))
    .filter(
      ({ rotationIds }, i) => rotationIds.length > 0 || schedule.overrides[i]?.rotationIds.length === 0,
    );
  return { ...schedule, rotations, overrides };
}

/** The name of a new rotation without one: the first of Rot1, Rot2, … that is not taken. */
export function nextRotationName(rotations: readonly Rotation[]): string {
  const taken = new Set(rotations.map(({ name }) => name));
  for (let number = 1; ; number++) {
    if (!taken.has(`Rot${number}`)) return `Rot${number}`;
  }
}
