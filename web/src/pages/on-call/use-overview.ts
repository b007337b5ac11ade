import { useQuery } from '@tanstack/react-query';
import { call } from '../../client/call.ts';
import type { ResponseBody } from '../../client/operation-types.ts';

export type Overview = ResponseBody<'GET /v2/schedules/on-calls/overview'>['data'];
export type ScheduleOverview = Overview['schedules'][number];
export type Party = ScheduleOverview['onCall'][number];
export type Shift = Overview['shifts'][number];

/** How often the overview is read while the tab is visible, in milliseconds: shifts change by the minute. */
const POLL_MS = 30_000;

/** Who is on call in every schedule, and the person's own shifts. */
export const useOverview = () =>
  useQuery({
    queryKey: ['on-call', 'overview'],
    queryFn: async ({ signal }) => (await call('GET /v2/schedules/on-calls/overview', { signal })).data,
    refetchInterval: POLL_MS,
  });
