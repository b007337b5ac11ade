import type { Directory } from '../../domain/directory/directory.ts';
import {
  adjacentParticipants,
  findNextHandover,
  onCallParticipants,
} from '../../domain/schedules/on-call.ts';
import { listResources } from '../../http/resource.ts';
import { ok, type Route } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { createScheduleResource, getSchedule } from './find-schedule.ts';
import { onCallQuery } from './input.ts';
import { listUsernames, loadOnCallTrees } from './on-call-tree.ts';
import { scheduleSummary } from './view.ts';

const base = {
  tag: 'Who is on call',
  domain: 'schedule-oncall',
  rights: ['read'],
  query: onCallQuery,
} as const;

/** The operations that return who is on call now and next. */
export function onCallRoutes(directory: Directory): readonly Route[] {
  return [
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/on-calls',
      summary: 'List who is on call in each schedule',
      response: 'onCalls',
      handle: async ({ caller, query, now }) => {
        const at = query.date ?? now;
        const all = await listResources(createScheduleResource(directory), caller);
        const onCall = all.map((schedule) => ({ schedule, parties: onCallParticipants(schedule, at) }));
        const everybody = onCall.flatMap(({ parties }) => parties);
        const toTree = await loadOnCallTrees(directory, caller.accountId, everybody, at);
        return ok(
          onCall.map(({ schedule, parties }) => ({
            _parent: scheduleSummary(schedule),
            ...(query.flat
              ? { onCallRecipients: listUsernames(parties.map(toTree)) }
              : { onCallParticipants: parties.map(toTree) }),
          })),
        );
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/{identifier}/on-calls',
      summary: 'Get who is on call; flat=true returns usernames',
      response: 'onCall',
      handle: async ({ caller, params, query, now }) => {
        const at = query.date ?? now;
        const schedule = await getSchedule(directory, caller, params, query.by);
        const parties = onCallParticipants(schedule, at);
        const nodes = parties.map(await loadOnCallTrees(directory, caller.accountId, parties, at));
        return ok({
          _parent: scheduleSummary(schedule),
          ...(query.flat ? { onCallRecipients: listUsernames(nodes) } : { onCallParticipants: nodes }),
        });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/{identifier}/next-on-calls',
      summary: 'Get who is next on call, and who is on call after the next handover (exact next)',
      response: 'nextOnCall',
      handle: async ({ caller, params, query, now }) => {
        const at = query.date ?? now;
        const schedule = await getSchedule(directory, caller, params, query.by);
        const handOver = findNextHandover(schedule, at);
        const next = adjacentParticipants(schedule, at, 'next');
        const exact = handOver === undefined ? [] : onCallParticipants(schedule, handOver);
        const nextNodes = next.map(await loadOnCallTrees(directory, caller.accountId, next, at));
        const exactNodes = exact.map(
          await loadOnCallTrees(directory, caller.accountId, exact, handOver ?? at),
        );
        return ok({
          _parent: scheduleSummary(schedule),
          ...(query.flat
            ? {
                nextOnCallParticipants: listUsernames(nextNodes),
                exactNextOnCallParticipants: listUsernames(exactNodes),
              }
            : { nextOnCallRecipients: nextNodes, exactNextOnCallRecipients: exactNodes }),
        });
      },
    }),
  ];
}
