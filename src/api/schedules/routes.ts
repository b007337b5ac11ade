import type { ResponderDeletionDeps } from '../../domain/alerts/responder-deletion.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Route } from '../../http/route.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { onCallRoutes } from './on-call-routes.ts';
import { overrideRoutes } from './override-routes.ts';
import { rotationRoutes } from './rotation-routes.ts';
import { scheduleCrudRoutes } from './schedule-routes.ts';
import { timelineRoutes } from './timeline-routes.ts';

/** All operations under /v2/schedules. */
export const scheduleRoutes = ({
  directory,
  ...deletionDeps
}: ResponderDeletionDeps & { readonly directory: Directory }): readonly Route[] => [
  ...scheduleCrudRoutes(directory, deletionDeps),
  ...rotationRoutes(directory),
  ...overrideRoutes(directory),
  ...timelineRoutes(directory),
  ...onCallRoutes(directory),
  ...calendarRoutes(directory),
];
