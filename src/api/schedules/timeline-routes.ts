import {
  type Directory,
  loadTargetFormatter,
  type TargetFormatter,
} from '../../domain/directory/directory.ts';
import { readForwardingRules } from '../../domain/forwarding-rules/rules.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import {
  addInterval,
  buildTimeline,
  type TimelineLayer,
  TimelineTooLong,
} from '../../domain/schedules/timeline.ts';
import { ok, type Route } from '../../http/route.ts';
import { toIso } from '../../platform/clock.ts';
import { listRuleUsers } from '../forwarding-rules/view.ts';
import { defineRoute } from './define-route.ts';
import { getSchedule } from './find-schedule.ts';
import { TIMELINES, timelineQuery } from './input.ts';
import { listScheduleTargets, scheduleSummary } from './view.ts';

const timelineView = (layers: readonly TimelineLayer[], formatTarget: TargetFormatter) => ({
  rotations: layers.map(({ id, name, periods }, order) => ({
    id,
    name,
    order,
    periods: periods.map(({ start, end, type, party, from }) => {
      const { username, name: partyName = username } = formatTarget(party);
      return {
        startDate: toIso(start),
        endDate: toIso(end),
        type,
        ...(from && { fromUser: formatTarget(from).username ?? from.id }),
        recipient: { id: party.id, ...(partyName !== undefined && { name: partyName }), type: party.type },
      };
    }),
  })),
});

/** The operation that returns who is on call over a time. */
export function timelineRoutes(directory: Directory): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v2/schedules/{identifier}/timeline',
      tag: 'Schedules',
      summary:
        'Get the timeline of a schedule, from the date (now where absent) for so many days, weeks or months',
      domain: 'schedule-oncall',
      rights: ['read'],
      query: timelineQuery,
      response: 'timeline',
      handle: async ({ caller, params, query, now }) => {
        const schedule = await getSchedule(directory, caller, params, query.by);
        const from = query.date ?? now;
        const until = addInterval(from, query.interval, query.intervalUnit, schedule.timezone);
        const rules = await readForwardingRules(directory, caller.accountId);
        const targets = [...listScheduleTargets(schedule), ...rules.flatMap(listRuleUsers)];
        const formatTarget = await loadTargetFormatter(directory, caller.accountId, targets);
        const shown = (kind: 'final' | 'base' | 'override' | 'forwarding') =>
          timelineView(timelineBetween(schedule, from, until, kind, rules), formatTarget);
        const expanded = new Set(query.expand);
        return ok(
          {
            _parent: scheduleSummary(schedule),
            startDate: toIso(from),
            endDate: toIso(until),
            finalTimeline: shown('final'),
            ...(expanded.has('base') && { baseTimeline: shown('base') }),
            ...(expanded.has('override') && { overrideTimeline: shown('override') }),
            ...(expanded.has('forwarding') && { forwardingTimeline: shown('forwarding') }),
          },
          { expandable: TIMELINES.filter((name) => !expanded.has(name)) },
        );
      },
    }),
  ];
}

function timelineBetween(...asked: Parameters<typeof buildTimeline>): readonly TimelineLayer[] {
  try {
    return buildTimeline(...asked);
  } catch (error) {
    if (!(error instanceof TimelineTooLong)) throw error;
    throw invalid({ interval: 'is too long for a schedule with such short shifts' });
  }
}
