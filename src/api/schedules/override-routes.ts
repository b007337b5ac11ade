import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { conflict, forbidden, invalid, notFound } from '../../domain/kernel/errors.ts';
import type { Override, Participant, Schedule } from '../../domain/schedules/model.ts';
import { withOverride } from '../../domain/schedules/overrides.ts';
import { changeResource } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route, withWarnings } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { createScheduleResource, getSchedule, getScheduleForView } from './find-schedule.ts';
import { type OverrideInput, overrideInput, overrideReplacement, scheduleQuery } from './input.ts';
import { resolveDate, resolveParticipant, resolveRotationIds } from './resolve-input.ts';
import { overrideView } from './view.ts';
import { warnOfPastOverride } from './warnings.ts';

const base = { tag: 'Schedule overrides', domain: 'configuration', query: scheduleQuery } as const;

function requireOverride(
  { overrides, name }: Omit<Schedule, 'version'>,
  alias: string | undefined,
): Override {
  const found = overrides.find((override) => override.alias === alias);
  if (!found) throw notFound(`Override with alias [${alias}] does not exist in schedule [${name}].`);
  return found;
}

/** Throws `forbidden` if the caller may only override their own rotations and the override applies to others too. */
function requireOwnRotations({ ownRotationIds }: Caller, { rotationIds }: Override): void {
  if (!ownRotationIds) return;
  if (rotationIds.length > 0 && rotationIds.every((id) => ownRotationIds.includes(id))) return;
  throw forbidden('The user may override only rotations in which they take part: name these in rotations.');
}

/** The operations on the overrides of a schedule. */
export function overrideRoutes(directory: Directory): readonly Route[] {
  const schedules = createScheduleResource(directory);

  function buildOverride(
    alias: string,
    user: Participant,
    body: OverrideInput,
    { rotations, timezone }: Schedule,
  ): Override {
    const startDate = resolveDate(body.startDate, timezone);
    const endDate = resolveDate(body.endDate, timezone);
    if (endDate <= startDate) throw invalid({ endDate: 'must be after startDate' });
    return { alias, user, startDate, endDate, rotationIds: resolveRotationIds(rotations, body.rotations) };
  }

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/schedules/{identifier}/overrides',
      summary: 'Create an override; repeating the request with the same alias changes nothing',
      rights: WRITE,
      body: overrideInput,
      response: 'overrideCreated',
      handle: async ({ caller, params, query, body, requestId, now }) => {
        const { id } = await getSchedule(directory, caller, params, query.by);
        const user = await resolveParticipant(directory, caller.accountId, body.user, 'user');
        const alias = body.alias ?? derivedId('override', requestId);
        const changed = await changeResource(schedules, caller, id, (current) => {
          const override = buildOverride(alias, user, body, current);
          requireOwnRotations(caller, override);
          const present = current.overrides.find((other) => other.alias === alias);
          if (!present) return withOverride(current, override, now);
          if (isDeepStrictEqual(present, override)) return current;
          throw conflict('Override with this alias already exists.', { alias: 'already exists' });
        });
        return withWarnings(created({ alias }), warnOfPastOverride(changed, alias, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/{identifier}/overrides',
      summary: 'List the overrides of a schedule',
      rights: READ,
      response: 'overrides',
      handle: async ({ caller, params, query }) => {
        const { schedule, formatTarget } = await getScheduleForView(directory, caller, params, query.by);
        return ok(schedule.overrides.map((override) => overrideView(schedule, override, formatTarget)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/{identifier}/overrides/{alias}',
      summary: 'Get an override',
      rights: READ,
      response: 'override',
      handle: async ({ caller, params, query }) => {
        const { schedule, formatTarget } = await getScheduleForView(directory, caller, params, query.by);
        const override = requireOverride(schedule, params.alias);
        return ok(overrideView(schedule, override, formatTarget));
      },
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: '/v2/schedules/{identifier}/overrides/{alias}',
      summary: 'Replace an override',
      rights: WRITE,
      body: overrideReplacement,
      response: 'overrideUpdated',
      handle: async ({ caller, params, query, body, now }) => {
        const { id } = await getSchedule(directory, caller, params, query.by);
        const user = await resolveParticipant(directory, caller.accountId, body.user, 'user');
        const changed = await changeResource(schedules, caller, id, (current) => {
          const { alias } = requireOverride(current, params.alias);
          const override = buildOverride(alias, user, body, current);
          return {
            ...current,
            overrides: current.overrides.map((other) => (other.alias === alias ? override : other)),
          };
        });
        const alias = params.alias ?? '';
        return withWarnings(doneWith('Updated', { alias }), warnOfPastOverride(changed, alias, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/v2/schedules/{identifier}/overrides/{alias}',
      summary: 'Delete an override',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params, query }) => {
        const { id } = await getSchedule(directory, caller, params, query.by);
        await changeResource(schedules, caller, id, (current) => {
          const { alias: gone } = requireOverride(current, params.alias);
          return { ...current, overrides: current.overrides.filter(({ alias }) => alias !== gone) };
        });
        return done('Deleted');
      },
    }),
  ];
}
