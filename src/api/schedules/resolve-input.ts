import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../../domain/accounts/model.ts';
import { type Directory, resolveTarget } from '../../domain/directory/directory.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { jsonOf } from '../../domain/kernel/input.ts';
import type { Participant, Rotation, Schedule } from '../../domain/schedules/model.ts';
import type { NewRotation } from '../../domain/schedules/rotations.ts';
import { type Resource, resourceOf } from '../../http/resource.ts';
import type { OverrideInput, ParticipantInput, RotationInput } from './input.ts';

/** How schedules are found in requests. */
export const createScheduleResource = (directory: Directory): Resource<Schedule> => ({
  label: 'Schedule',
  store: directory.schedules,
  teamOf: ({ ownerTeamId }) => ownerTeamId,
});

/** The schedule that the path names. Throws 404. */
export const getSchedule = (
  directory: Directory,
  caller: Caller,
  params: Readonly<Record<string, string>>,
  by: 'id' | 'name',
): Promise<Schedule> => resourceOf(createScheduleResource(directory), caller, params.identifier ?? '', by);

/** The participant that the client means. Throws 422 for the field where there is none. */
export async function resolveParticipant(
  directory: Directory,
  accountId: string,
  input: ParticipantInput,
  field: string,
): Promise<Participant> {
  const { type, ...named } = input;
  return type === 'none' ? { type } : resolveTarget(directory, accountId, { type, ...named }, field);
}

/** Participants in their order; the same one may come more than once and is looked for once. */
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

export async function resolveRotation(
  directory: Directory,
  accountId: string,
  { participants, ...rotation }: RotationInput,
  path = '',
): Promise<NewRotation> {
  return {
    ...rotation,
    participants: await resolveParticipants(directory, accountId, participants, `${path}participants`),
  };
}

/** Ids of the rotations that an override names; a name that several have means all of them. Throws 422. */
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
 * The members that the body gives as null. Elsewhere null counts as absent, because clients send it for what they leave
 * out; in a partial update of these members it is the one way to say "no longer".
 */
export function findNullMembers(rawBody: Uint8Array): ReadonlySet<string> {
  const body = jsonOf(new TextDecoder().decode(rawBody));
  const members = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return new Set(members.filter(([, value]) => value === null).map(([name]) => name));
}
