import type { Instant } from '../../../platform/clock.ts';
import { truncate } from '../../kernel/limits.ts';
import type { Responder } from '../../kernel/responder.ts';
import type { AlertActionMessage } from '../action.ts';
import type { FlowLedger, Ledger } from '../ledger.ts';
import type { Alert, Flow } from '../model.ts';
import type { AlertState, UserRef } from './types.ts';

/** The run that a change begins. Changes in the same write share it, because nobody sees a state between them. */
export const nextRun = (state: AlertState): number => state.storedRun + 1;

export const createResponderFlow = (
  target: Responder,
  run: number,
  startedAt: Instant,
  escalatedAt: readonly Instant[] = [],
): Flow => ({ kind: 'responder', key: `${target.type}:${target.id}`, target, run, startedAt, escalatedAt });

const ACCOUNT_OWNER_PREFIX = 'account-owner:';

/** The key of the flow by which an owner of the account is notified, because nobody else could be. */
export const toAccountOwnerKey = (userId: string): string => `${ACCOUNT_OWNER_PREFIX}${userId}`;

/** Whether the flow of that key notifies an owner of the account because nobody else could be. */
export const isAccountOwnerKey = (key: string): boolean => key.startsWith(ACCOUNT_OWNER_PREFIX);

/** The flows with those of responders restarted. Owners and recipients of events are not notified again. */
const withRespondersRestarted = (flows: readonly Flow[], run: number, now: Instant): readonly Flow[] =>
  flows.map((flow) =>
    flow.kind === 'responder' ? { ...createResponderFlow(flow.target, run, now), key: flow.key } : flow,
  );

/**
 * The unacknowledged alert with all its responders notified again from the start. A snooze stays, and keeps them silent
 * until it ends.
 */
export const withNotificationsRestarted = (alert: Alert, run: number, now: Instant): Alert => ({
  ...alert,
  acknowledged: false,
  restartedAt: now,
  run,
  flows: withRespondersRestarted(alert.flows, run, now),
});

/** The flows with this one added, or replacing the one with its key. */
export const withFlow = (flows: readonly Flow[], flow: Flow): readonly Flow[] => [
  ...flows.filter(({ key }) => key !== flow.key),
  flow,
];

function findProgress(flow: Flow, ledger: Ledger | undefined): FlowLedger | undefined {
  const progress = ledger?.flows[flow.key];
  return progress?.run === flow.run ? progress : undefined;
}

/** Whether all notifications of the flow are handed out and none of them is pending. */
function isComplete(flow: Flow, ledger: Ledger | undefined): boolean {
  const progress = findProgress(flow, ledger);
  return (
    progress?.finished === true &&
    progress.fired.length === 0 &&
    !ledger?.pending.some(({ flowKey, flowRun }) => flowKey === flow.key && flowRun === flow.run)
  );
}

/** Characters of a note that messages show, so that the notes of many events do not fill the alert's item. */
const EVENT_NOTE_MAX = 500;

/** How many event flows an alert can have at a time. In a flood of notes the oldest are dropped. */
const EVENT_FLOWS_MAX = 50;

/**
 * The flows with one more for an event; undefined if nobody but the actor has a notification rule for it. Complete event
 * flows are removed. The flow keeps the beginning of the note, for its messages.
 */
export function withEventFlow(
  state: AlertState,
  flows: readonly Flow[],
  event: Extract<Flow, { kind: 'event' }>['event'],
  actor: UserRef | undefined,
  { receivedAt, note }: Pick<AlertActionMessage, 'receivedAt' | 'note'>,
): readonly Flow[] | undefined {
  const observers = state.ledger?.observers[event] ?? [];
  if (!observers.some((userId) => userId !== actor?.id)) return undefined;
  const run = nextRun(state);
  const complete = flows.filter((flow) => flow.kind === 'event' && isComplete(flow, state.ledger));
  const active = flows.filter((flow) => flow.kind === 'event' && !complete.includes(flow));
  const excess = active.slice(0, Math.max(0, active.length + 1 - EVENT_FLOWS_MAX));
  return withFlow(
    flows.filter((flow) => !complete.includes(flow) && !excess.includes(flow)),
    {
      kind: 'event',
      key: `event:${event}:${run}`,
      event,
      run,
      startedAt: receivedAt,
      ...(actor && { actorUserId: actor.id }),
      ...(note && { note: truncate(note, EVENT_NOTE_MAX) }),
    },
  );
}

/** Whether an execution has anything to do: follow a flow or end a snooze. */
export const hasWork = (alert: Alert): boolean => alert.snoozed || alert.flows.length > 0;

/**
 * Whether nothing can be due for the alert any more, as far as the ledger knows. If the engine has not evaluated a flow
 * yet, the answer is no, and the engine decides.
 */
export const isIdle = (alert: Alert, ledger: Ledger | undefined): boolean =>
  !alert.snoozed &&
  alert.flows.every((flow) =>
    flow.kind === 'responder'
      ? alert.acknowledged &&
        findProgress(flow, ledger) !== undefined &&
        ledger?.continuesWhenAcknowledged === false
      : isComplete(flow, ledger),
  );
