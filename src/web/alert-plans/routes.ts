import * as z from 'zod';
import type { AlertPlan, AlertStories } from '../../domain/alert-story/model.ts';
import type { StoryReason } from '../../domain/alert-story/reasons.ts';
import { findAlertsByIds } from '../../domain/alerts/queries.ts';
import { isVisibleTo } from '../../domain/alerts/visibility.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import { toIso } from '../../platform/clock.ts';
import type { Table } from '../../platform/table.ts';
import type * as responses from './responses.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-alert-plans');

/** As many as a page of the list has. */
const MAX_IDS = 100;

/** How many people a plan names. */
const MAX_PEOPLE = 3;

const plansQuery = z.object({
  ids: z
    .string()
    .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
    .pipe(
      z.array(z.string()).min(1, 'must name an alert').max(MAX_IDS, `must name at most ${MAX_IDS} alerts`),
    ),
});

export interface AlertPlanDeps {
  readonly table: Table;
  readonly stories: Pick<AlertStories, 'plan'>;
}

/**
 * The next planned events of each alert of a list. The route belongs to the app of the REST API, because the role of the
 * user decides which alerts they see. Alerts that do not exist, or that the user may not see, are left out.
 */
export function alertPlanRoutes({ table, stories }: AlertPlanDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/web/alert-plans',
      tag: 'Console',
      summary: 'Get who is notified next of each of some alerts, or why nobody is',
      domain: 'search',
      rights: ['read'],
      query: plansQuery,
      response: 'alertPlans',
      async handle({ caller, query, now }) {
        const alerts = await findAlertsByIds(table, caller.accountId, query.ids);
        const visible = alerts.filter((alert) => isVisibleTo(alert, caller));
        const plans = await stories.plan(visible, now);
        const members = { plans: plans.map((plan) => toPlanView(plan, caller.user?.id)) };
        return { kind: 'json', status: 200, members };
      },
    }),
  ];
}

function toPlanView({ alertId, next, since, reason, hasReached }: AlertPlan, ownId: string | undefined) {
  return {
    alertId,
    ...(next && {
      next: {
        at: toIso(next.at),
        people: next.people
          .toSorted((a, b) => Number(b.id === ownId) - Number(a.id === ownId))
          .slice(0, MAX_PEOPLE),
        count: next.people.length,
      },
    }),
    since: toIso(since),
    ...(reason && { reason: toReasonView(reason) }),
    hasReached,
  };
}

/** The members of a reason that a list shows. */
function toReasonView(reason: StoryReason) {
  const { code, policies, until, threshold, rule } = reason as {
    readonly code: StoryReason['code'];
    readonly policies?: readonly string[];
    readonly until?: number;
    readonly threshold?: number;
    readonly rule?: string;
  };
  return {
    code,
    ...(policies && { policies }),
    ...(until !== undefined && { until: toIso(until) }),
    ...(threshold !== undefined && { threshold }),
    ...(rule !== undefined && { rule }),
  };
}
