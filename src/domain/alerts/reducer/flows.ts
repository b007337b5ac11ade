import type { Instant } from '../../../platform/clock.ts';
import type { Responder } from '../../kernel/responder.ts';
import type { Ledger } from '../ledger.ts';
import type { Alert, Flow } from '../model.ts';
import type { AlertState, Person } from './types.ts';

/** The run that a change of plan begins. Changes that are stored by one write share it: nobody saw one between. */
export const nextRun = (state: AlertState): number => state.storedRun + 1;

export const responderFlow = (
  target: Responder,
  run: number,
  startedAt: Instant,
  escalatedAt: readonly Instant[] = [],
): Flow => ({ kind: 'responder', key: `${target.type}:${target.id}`, target, run, startedAt, escalatedAt });

/** All work on responders begins anew; owners and events have been told and are not told again. */
export const begunAnew = (flows: readonly Flow[], run: number, now: Instant): readonly Flow[] =>
  flows.map((flow) => (flow.kind === 'responder' ? responderFlow(flow.target, run, now) : flow));

/** The flows with this one in them, in the place of one of the same key. */
export const withFlow = (flows: readonly Flow[], flow: Flow): readonly Flow[] => [
  ...flows.filter(({ key }) => key !== flow.key),
  flow,
];

const ledgerOf = (flow: Flow, ledger: Ledger | undefined) => {
  const done = ledger?.flows[flow.key];
  return done?.run === flow.run ? done : undefined;
};

/** Everybody whom the flow was to reach has been handed out, and nothing of it is on its way. */
const isThrough = (flow: Flow, ledger: Ledger | undefined): boolean => {
  const done = ledgerOf(flow, ledger);
  return (
    done?.finished === true &&
    done.fired.length === 0 &&
    !ledger?.pending.some(({ flowKey, flowRun }) => flowKey === flow.key && flowRun === flow.run)
  );
};

/** Events of an alert that may be told at a time; of a flood of notes the oldest are let go. */
const EVENT_FLOWS_MAX = 50;

/**
 * The flows and one more that tells of an event, or undefined where nobody wants to know but who did it. Events that
 * have been told are cleared away.
 */
export function withEvent(
  state: AlertState,
  flows: readonly Flow[],
  event: Extract<Flow, { kind: 'event' }>['event'],
  actor: Person | undefined,
  now: Instant,
): readonly Flow[] | undefined {
  const observers = state.ledger?.observers[event] ?? [];
  if (!observers.some((userId) => userId !== actor?.id)) return undefined;
  const run = nextRun(state);
  const told = flows.filter((flow) => flow.kind === 'event' && isThrough(flow, state.ledger));
  const events = flows.filter((flow) => flow.kind === 'event' && !told.includes(flow));
  const excess = events.slice(0, Math.max(0, events.length + 1 - EVENT_FLOWS_MAX));
  return withFlow(
    flows.filter((flow) => !told.includes(flow) && !excess.includes(flow)),
    {
      kind: 'event',
      key: `event:${event}:${run}`,
      event,
      run,
      startedAt: now,
      ...(actor && { actorUserId: actor.id }),
    },
  );
}

/** Whether there is anything for an execution to do: a flow to follow, or a snooze to end. */
export const hasWork = (alert: Alert): boolean => alert.snoozed || alert.flows.length > 0;

/**
 * Whether nothing can be due for the alert any more, as far as the ledger knows. A flow that the engine has not
 * looked at yet may hold anything: then the answer is no, and the engine decides.
 */
export const rests = (alert: Alert, ledger: Ledger | undefined): boolean =>
  !alert.snoozed &&
  alert.flows.every((flow) =>
    flow.kind === 'responder'
      ? alert.acknowledged &&
        ledgerOf(flow, ledger) !== undefined &&
        ledger?.continuesWhenAcknowledged === false
      : isThrough(flow, ledger),
  );
