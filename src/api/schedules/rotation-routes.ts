import { isDeepStrictEqual } from 'node:util';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import type { Rotation, Schedule } from '../../domain/schedules/model.ts';
import { nextRotationName, requireValidRotation, withRotations } from '../../domain/schedules/rotations.ts';
import { changeResource } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route, withWarnings } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { createScheduleResource, getSchedule, getScheduleForView } from './find-schedule.ts';
import { MAX_ROTATIONS, rotationInput, rotationPatch, scheduleQuery } from './input.ts';
import { findNullMembers, resolveDates, resolveParticipants, resolveRotation } from './resolve-input.ts';
import { rotationView, scheduleSummary } from './view.ts';
import { warnOfSchedule } from './warnings.ts';

const base = { tag: 'Schedule rotations', domain: 'configuration', query: scheduleQuery } as const;

function requireRotation({ rotations, name }: Omit<Schedule, 'version'>, id: string | undefined): Rotation {
  const found = rotations.find((rotation) => rotation.id === id);
  if (!found) throw notFound(`Rotation with id [${id}] does not exist in schedule [${name}].`);
  return found;
}

/** The operations on the rotations of a schedule. */
export function rotationRoutes(directory: Directory): readonly Route[] {
  const schedules = createScheduleResource(directory);

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/schedules/{identifier}/rotations',
      summary: 'Create a rotation; repeating the request with the same name changes nothing',
      rights: WRITE,
      body: rotationInput,
      response: 'rotationCreated',
      handle: async ({ caller, params, query, body, requestId, now }) => {
        const { id, timezone } = await getSchedule(directory, caller, params, query.by);
        const resolved = await resolveRotation(directory, caller.accountId, body, timezone);
        let result = { id: '', name: '' };
        const changed = await changeResource(schedules, caller, id, (current) => {
          const name = resolved.name ?? nextRotationName(current.rotations);
          const candidate = requireValidRotation({ ...resolved, id: derivedId('rotation', requestId), name });
          const same = current.rotations.find((other) =>
            isDeepStrictEqual(other, { ...candidate, id: other.id }),
          );
          const { id: rotationId } = same ?? candidate;
          result = { id: rotationId, name };
          if (same) return current;
          if (current.rotations.length >= MAX_ROTATIONS) {
            throw invalid({ rotations: `a schedule can have at most ${MAX_ROTATIONS} rotations` });
          }
          return { ...current, rotations: [...current.rotations, candidate] };
        });
        return withWarnings(created(result), warnOfSchedule(changed, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/{identifier}/rotations',
      summary: 'List the rotations of a schedule',
      rights: READ,
      response: 'rotations',
      handle: async ({ caller, params, query }) => {
        const { schedule, formatTarget } = await getScheduleForView(directory, caller, params, query.by);
        return ok(
          schedule.rotations.map((rotation) => rotationView(rotation, formatTarget)),
          { _parent: scheduleSummary(schedule) },
        );
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/{identifier}/rotations/{id}',
      summary: 'Get a rotation',
      rights: READ,
      response: 'rotation',
      handle: async ({ caller, params, query }) => {
        const { schedule, formatTarget } = await getScheduleForView(directory, caller, params, query.by);
        const rotation = requireRotation(schedule, params.id);
        return ok({ _parent: scheduleSummary(schedule), ...rotationView(rotation, formatTarget) });
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: '/v2/schedules/{identifier}/rotations/{id}',
      summary: 'Update a rotation (partial); null removes endDate and timeRestriction',
      rights: WRITE,
      body: rotationPatch,
      response: 'rotationUpdated',
      handle: async ({ caller, params, query, body, request, now }) => {
        const { id } = await getSchedule(directory, caller, params, query.by);
        const { participants: inputs, ...plain } = body;
        const participants =
          inputs && (await resolveParticipants(directory, caller.accountId, inputs, 'participants'));
        const nulls = findNullMembers(request.rawBody);
        const changed = await changeResource(schedules, caller, id, (current) => {
          const { endDate, timeRestriction, ...before } = requireRotation(current, params.id);
          const rotation = requireValidRotation({
            ...before,
            ...(endDate !== undefined && !nulls.has('endDate') && { endDate }),
            ...(timeRestriction && !nulls.has('timeRestriction') && { timeRestriction }),
            ...resolveDates(plain, current.timezone),
            ...(participants && { participants }),
          });
          return {
            ...current,
            rotations: current.rotations.map((other) => (other.id === rotation.id ? rotation : other)),
          };
        });
        const { id: rotationId, name } = requireRotation(changed, params.id);
        return withWarnings(doneWith('Updated', { id: rotationId, name }), warnOfSchedule(changed, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/v2/schedules/{identifier}/rotations/{id}',
      summary: 'Delete a rotation, and the overrides that apply only to it',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params, query, now }) => {
        const { id } = await getSchedule(directory, caller, params, query.by);
        const changed = await changeResource(schedules, caller, id, (current) => {
          const { id: gone } = requireRotation(current, params.id);
          return withRotations(
            current,
            current.rotations.filter((rotation) => rotation.id !== gone),
          );
        });
        return withWarnings(done('Deleted'), warnOfSchedule(changed, now));
      },
    }),
  ];
}
