import { isDeepStrictEqual } from 'node:util';
import { type Directory, resolveTarget } from '../../domain/directory/directory.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { parseJson } from '../../domain/kernel/input.ts';
import { toInstant } from '../../domain/kernel/zone.ts';
import type { Participant, Rotation } from '../../domain/schedules/model.ts';
import type { NewRotation } from '../../domain/schedules/rotations.ts';
import type { Instant } from '../../platform/clock.ts';
import type { OverrideInput, ParticipantInput, RotationInput, ScheduleDate } from './input.ts';

/** The participant that the input names. Throws `invalid` for `field` if it does not exist. */
export async function resolveParticipant(
  directory: Directory,
  accountId: string,
  input: ParticipantInput,
  field: string,
): Promise<Participant> {
  const { type, ...named } = input;
  return type === 'none' ? { type } : resolveTarget(directory, accountId, { type, ...named }, field);
}

/** The participants in order. A repeated participant is looked up once. */
export async function resolveParticipants(
  directory: Directory,
  accountId: string,
  inputs: readonly ParticipantInput[],
  field: string,
): Promise<readonly Participant[]> {
  const found: Promise<Participant>[] = [];
  for (const [i, input] of inputs.entries()) {
    const first = inputs.findIndex((other) => isDeepStrictEqual(other, input));
    found.push(found[first] ?? resolveParticipant(directory, accountId, input, `${field}[${i}]`));
  }
  return Promise.all(found);
}

/** The instant of a date in a schedule of this IANA zone. */
export const resolveDate = (date: ScheduleDate, timezone: string): Instant =>
  typeof date === 'number' ? date : toInstant(date.local, timezone);

/** The dates of a rotation's or override's input as instants; absent ones stay absent. */
export const resolveDates = <T extends { startDate?: ScheduleDate; endDate?: ScheduleDate }>(
  { startDate, endDate, ...rest }: T,
  timezone: string,
) => ({
  ...rest,
  ...(startDate !== undefined && { startDate: resolveDate(startDate, timezone) }),
  ...(endDate !== undefined && { endDate: resolveDate(endDate, timezone) }),
});

/** The rotation of the input, in a schedule of this IANA zone. Throws `invalid` for a participant that does not exist. */
export async function resolveRotation(
  directory: Directory,
  accountId: string,
  { participants, startDate, endDate, ...rotation }: RotationInput,
  timezone: string,
  path = '',
): Promise<NewRotation> {
  return {
    ...rotation,
    startDate: resolveDate(startDate, timezone),
    ...(endDate !== undefined && { endDate: resolveDate(endDate, timezone) }),
    participants: await resolveParticipants(directory, accountId, participants, `${path}participants`),
  };
}

/**
 * The ids of the rotations that an override names. A name that several rotations have means all of them. Throws
 * `invalid`.
 */
export function resolveRotationIds(
  rotations: readonly Rotation[],
  named: OverrideInput['rotations'],
): readonly string[] {
  const ids = named.flatMap(({ id, name }, i) => {
    const meant = rotations.filter((rotation) => (id ? rotation.id === id : rotation.name === name));
    if (meant.length > 0) return meant.map((rotation) => rotation.id);
    throw invalid({ [`rotations[${i}]`]: `No rotation of the schedule exists with [${id ?? name}]` });
  });
  return [...new Set(ids)];
}

/**
 * The names of the members that are null in the body. Elsewhere null counts as absent, because clients send it for
 * fields that they omit. For these fields it is the only way to remove a value in a partial update.
 */
export function findNullMembers(rawBody: Uint8Array): ReadonlySet<string> {
  const body = parseJson(new TextDecoder().decode(rawBody));
  const members = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return new Set(members.filter(([, value]) => value === null).map(([name]) => name));
}
