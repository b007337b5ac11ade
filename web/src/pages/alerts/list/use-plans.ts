import { useQueries } from '@tanstack/react-query';
import { useRef } from 'react';
import type { AlertSummary } from '../../../alert-actions/pending.ts';
import { call } from '../../../client/call.ts';
import { POLL_MS, SAFETY_MS } from '../../../client/query-client.ts';
import type { AlertPlan } from '../../../client/web-operations.ts';

/** How many alerts one request asks for: about as many as are drawn at a time. */
const CHUNK = 40;

/** The engine needs a moment for a step that has become due. */
const STEP_TAKES_MS = 1_500;

/** Whether somebody is still to be notified, so that it is worth asking what comes next. */
const isWaiting = ({ status, acknowledged, snoozed }: AlertSummary): boolean =>
  status === 'open' && !acknowledged && !snoozed;

/**
 * What comes next for the drawn alerts that nobody has, by id. It is read again after each change of an alert, and when the
 * next step is due. Plans that are known stay until newer ones are there, so nothing flickers while the list scrolls.
 */
export function usePlans(
  drawn: readonly AlertSummary[],
  isShown: boolean,
): { readonly get: (alertId: string) => AlertPlan | undefined } {
  const ids = isShown
    ? drawn
        .filter(isWaiting)
        .map(({ id }) => id)
        .toSorted()
    : [];
  const chunks = Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, i) =>
    ids.slice(i * CHUNK, (i + 1) * CHUNK),
  );
  const known = useRef(new Map<string, AlertPlan>());
  const answers = useQueries({
    queries: chunks.map((chunk) => ({
      queryKey: ['alerts', 'plans', chunk],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await call('GET /web/alert-plans', { query: { ids: chunk.join(',') }, signal })).plans,
      staleTime: SAFETY_MS,
      refetchInterval: ({ state }: { state: { data?: readonly AlertPlan[] | undefined } }) =>
        findInterval(state.data ?? [], Date.now()),
    })),
  });
  for (const { data } of answers) for (const plan of data ?? []) known.current.set(plan.alertId, plan);
  const waiting = new Set(ids);
  return { get: (id) => (waiting.has(id) ? known.current.get(id) : undefined) };
}

/** Milliseconds until the first step is over, between a turn of polling and a minute. */
function findInterval(plans: readonly AlertPlan[], now: number): number {
  const first = Math.min(...plans.flatMap(({ next }) => (next ? Date.parse(next.at) : [])));
  return Math.min(SAFETY_MS, Math.max(POLL_MS, first - now + STEP_TAKES_MS));
}
