import type { ResponderDeletionDeps } from '../../domain/alerts/responder-deletion.ts';
import { createCalendarLinkStore } from '../../domain/calendar-links/store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { RateLimiter } from '../../http/rate-limit.ts';
import type { Route } from '../../http/route.ts';
import { createCalendarFeeds } from './calendar-feeds.ts';
import { calendarLinkRoutes } from './calendar-link-routes.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { onCallOverviewRoutes } from './on-call-overview-routes.ts';
import { onCallRoutes } from './on-call-routes.ts';
import { overrideRoutes } from './override-routes.ts';
import { rotationRoutes } from './rotation-routes.ts';
import { scheduleCrudRoutes } from './schedule-routes.ts';
import { timelineRoutes } from './timeline-routes.ts';

export interface ScheduleDeps extends ResponderDeletionDeps {
  readonly directory: Directory;
  readonly limiter?: RateLimiter | undefined;
}

/** All operations under /v2/schedules, and the calendar links of schedules and users. */
export function scheduleRoutes({ directory, limiter, ...deletionDeps }: ScheduleDeps): readonly Route[] {
  const feeds = createCalendarFeeds(directory);
  const links = createCalendarLinkStore(deletionDeps.table);
  return [
    ...scheduleCrudRoutes(directory, deletionDeps),
    ...rotationRoutes(directory),
    ...overrideRoutes(directory),
    ...timelineRoutes(directory),
    ...onCallRoutes(directory),
    ...onCallOverviewRoutes(directory),
    ...calendarRoutes(directory, feeds),
    ...calendarLinkRoutes({ directory, feeds, links, limiter }),
  ];
}
