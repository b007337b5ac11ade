import { getAccountTimeZone } from '../../domain/accounts/settings.ts';
import {
  prepareResponderDeletion,
  type ResponderDeletionDeps,
} from '../../domain/alerts/responder-deletion.ts';
import { type Directory, loadTargetFormatter, resolveOwnerTeam } from '../../domain/directory/directory.ts';
import { findReferences, formatReferences } from '../../domain/directory/references.ts';
import { stillReferenced } from '../../domain/kernel/errors.ts';
import { keepRotationIds, withRotations } from '../../domain/schedules/rotations.ts';
import { changeResource, listResources, nameOrConflict } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route, withWarnings } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { createScheduleResource, getSchedule, getScheduleForView } from './find-schedule.ts';
import {
  listQuery,
  type RotationInput,
  scheduleDeletionQuery,
  scheduleInput,
  schedulePatch,
  scheduleQuery,
} from './input.ts';
import { resolveRotation } from './resolve-input.ts';
import { listScheduleTargets, scheduleSummary, scheduleView } from './view.ts';
import { warnOfSchedule } from './warnings.ts';

const base = { tag: 'Schedules', domain: 'configuration' } as const;

/** The operations on schedules themselves. */
export function scheduleCrudRoutes(
  directory: Directory,
  deletionDeps: ResponderDeletionDeps,
): readonly Route[] {
  const schedules = createScheduleResource(directory);

  const resolveRotations = (accountId: string, inputs: readonly RotationInput[], timezone: string) =>
    Promise.all(
      inputs.map((input, i) => resolveRotation(directory, accountId, input, timezone, `rotations[${i}].`)),
    );

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/schedules',
      summary: 'Create a schedule',
      rights: WRITE,
      body: scheduleInput,
      response: 'created',
      handle: async ({ caller, body, requestId, now }) => {
        const [ownerTeamId, timezone] = await Promise.all([
          resolveOwnerTeam(directory, caller, body.ownerTeam),
          body.timezone ?? getAccountTimeZone(directory.settings, caller.accountId),
        ]);
        const rotations = await resolveRotations(caller.accountId, body.rotations, timezone);
        const schedule = await nameOrConflict(schedules.label, () =>
          directory.schedules.create(caller.accountId, {
            id: derivedId('schedule', caller.accountId, requestId),
            name: body.name,
            description: body.description ?? '',
            timezone,
            enabled: body.enabled,
            ...(ownerTeamId && { ownerTeamId }),
            rotations: keepRotationIds([], rotations, requestId),
            overrides: [],
          }),
        );
        return withWarnings(created(scheduleSummary(schedule)), warnOfSchedule(schedule, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules',
      summary: 'List schedules; expand=rotation includes their rotations',
      rights: READ,
      query: listQuery,
      response: 'schedules',
      handle: async ({ caller, query }) => {
        const all = await listResources(schedules, caller);
        const formatTarget = await loadTargetFormatter(
          directory,
          caller.accountId,
          all.flatMap(listScheduleTargets),
        );
        const expanded = query.expand.includes('rotation');
        return ok(
          all.map((schedule) => scheduleView(schedule, formatTarget, expanded)),
          { ...(!expanded && { expandable: ['rotation'] }) },
        );
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/{identifier}',
      summary: 'Get a schedule with its rotations',
      rights: READ,
      query: scheduleQuery,
      response: 'schedule',
      handle: async ({ caller, params, query }) => {
        const { schedule, formatTarget } = await getScheduleForView(directory, caller, params, query.by);
        return ok(scheduleView(schedule, formatTarget, true));
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: '/v2/schedules/{identifier}',
      summary: 'Update a schedule (partial); rotations replace the whole list',
      rights: WRITE,
      query: scheduleQuery,
      body: schedulePatch,
      clears: ['description'],
      response: 'updated',
      handle: async ({ caller, params, query, body, requestId, now }) => {
        const { id, timezone } = await getSchedule(directory, caller, params, query.by);
        const { rotations: rotationInputs, ownerTeam, ...plain } = body;
        const rotations =
          rotationInputs &&
          (await resolveRotations(caller.accountId, rotationInputs, plain.timezone ?? timezone));
        const ownerTeamId = ownerTeam && (await resolveOwnerTeam(directory, caller, ownerTeam));
        const changed = await changeResource(schedules, caller, id, (current) => {
          const schedule = { ...current, ...plain, ...(ownerTeamId && { ownerTeamId }) };
          return rotations
            ? withRotations(schedule, keepRotationIds(current.rotations, rotations, requestId))
            : schedule;
        });
        return withWarnings(doneWith('Updated', scheduleSummary(changed)), warnOfSchedule(changed, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/v2/schedules/{identifier}',
      summary:
        'Delete a schedule; fails with 428 while escalations, routing rules, notification rules or (without force) open alerts use it',
      rights: DELETE,
      query: scheduleDeletionQuery,
      response: 'deleted',
      handle: async ({ caller, params, query, now }) => {
        const { id, name, ownerTeamId } = await getSchedule(directory, caller, params, query.by);
        const references = await findReferences(directory, caller.accountId, { type: 'schedule', id });
        if (references.length > 0) {
          throw stillReferenced(
            `Schedule [${name}] cannot be deleted, it is used in: ${formatReferences(references)}.`,
          );
        }
        const responders = [{ type: 'schedule', id }] as const;
        await prepareResponderDeletion(
          deletionDeps,
          { accountId: caller.accountId, label: `Schedule [${name}]`, responders, ownerTeamId },
          { force: query.force === 'true', now },
        );
        await directory.schedules.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
  ];
}
