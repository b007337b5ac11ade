import { isStartRefused } from '../../platform/aws-errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import { logger } from '../../platform/logger.ts';
import {
  type AlertAction,
  type AlertActionMessage,
  type ExecutionInput,
  executionName,
} from '../alerts/action.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { Alert } from '../alerts/model.ts';
import { hasWork, isIdle } from '../alerts/reducer/flows.ts';
import { getStopCause } from '../alerts/reducer/texts.ts';
import type { AlertStore } from '../alerts/store/alert-store.ts';

/** Waits that many milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

export interface EffectDeps {
  readonly store: AlertStore;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** The actions after which nothing may be left to do. */
const ENDING_ACTIONS: readonly AlertAction['type'][] = [
  'Acknowledge',
  'Close',
  'AutoClose',
  // These end a snooze, for which the execution of an alert without responders waits.
  'UnAcknowledge',
  'EndSnooze',
];

const STOP_ATTEMPTS = 2;
const STOP_PAUSE_MS = 100;
const END_ATTEMPTS = 5;

type GetExecutionName = (run: number, continuation: number) => string;

/**
 * Stops an execution, best effort. An execution that keeps running finds by itself that the alert no longer needs it, so
 * a failure is only logged.
 */
export async function stopExecution(
  { executions, pause }: Pick<EffectDeps, 'executions' | 'pause'>,
  name: string,
  cause: string,
  ids: { readonly accountId: string; readonly alertId: string },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await executions.stop(name, cause);
      return;
    } catch (error) {
      if (attempt === STOP_ATTEMPTS) {
        logger.warn('Could not stop an execution; it will end by itself', {
          ...ids,
          errorName: error instanceof Error ? error.name : 'unknown',
        });
        return;
      }
      await pause(STOP_PAUSE_MS * 2 ** attempt * Math.random());
    }
  }
}

/**
 * Brings ledger and execution in line with the alert as it is stored. Depends only on what is stored, not on what has
 * just changed, so that it can be repeated and completes what an earlier message could not.
 *
 * `messages` were applied to the alert, now or (`isRepeated`) by an earlier delivery.
 */
export async function reconcileExecution(
  deps: EffectDeps,
  alert: Alert,
  ledger: Ledger | undefined,
  messages: readonly AlertActionMessage[],
  isRepeated: boolean,
): Promise<void> {
  const { store, executions, clock } = deps;
  const ids = { accountId: alert.accountId, alertId: alert.id };
  const getName: GetExecutionName = (run, continuation) => executionName({ ...alert, run }, continuation);
  const cause = getStopCause(messages);

  const startRun = async (begun: Ledger) => {
    const input: ExecutionInput = { ...ids, run: alert.run, continuation: 0 };
    const name = getName(alert.run, 0);
    const fields = {
      ...ids,
      requestId: messages.at(-1)?.requestId,
      run: alert.run,
      executionArn: executions.executionArn?.(name),
    };
    try {
      await executions.start(name, input);
      logger.info('Escalation started', fields);
    } catch (error) {
      // The ledger is due, so the reconciler starts it within two minutes, at a bounded rate. To return the message to the
      // queue would take longer and call Step Functions more often.
      if (!isStartRefused(error)) throw error;
      logger.warn('Step Functions starts no escalation now; the reconciler starts it', {
        ...fields,
        errorName: error instanceof Error ? error.name : 'unknown',
      });
    }
    const { supersededRun = 0, supersededContinuation = 0 } = begun;
    if (supersededRun > 0)
      await stopExecution(deps, getName(supersededRun, supersededContinuation), cause, ids);
  };
  /** The run was begun, and has neither ended nor continued in another execution. */
  const needsFirstExecution = (begun: Ledger) =>
    begun.run === alert.run && begun.continuation === 0 && begun.dueAt !== undefined;

  if (alert.run > (ledger?.run ?? 0) && hasWork(alert)) {
    const begun = await store.beginRun(alert, clock());
    if (begun && needsFirstExecution(begun)) await startRun(begun);
    return;
  }
  if (messages.some(({ action }) => ENDING_ACTIONS.includes(action.type)) && isIdle(alert, ledger)) {
    if (ledger && (isRepeated || ledger.dueAt !== undefined))
      await endRun(deps, alert, ledger, getName, cause);
    return;
  }
  if (isRepeated && ledger && needsFirstExecution(ledger) && hasWork(alert)) await startRun(ledger);
}

/**
 * Ends the current run. If the engine writes the ledger meanwhile, its result counts. If a batch was handed out and its
 * outcomes have not been read yet, the ledger stays due: the execution is stopped in the middle of it, and the reconciler
 * ensures that failures reach the dead-letter queue.
 */
async function endRun(
  deps: EffectDeps,
  alert: Alert,
  read: Ledger,
  getName: GetExecutionName,
  cause: string,
): Promise<void> {
  let ledger = read;
  for (let attempt = 0; attempt < END_ATTEMPTS && ledger.dueAt !== undefined; attempt++) {
    if (ledger.pending.length > 0 || (await deps.store.endRun(ledger))) break;
    const fresh = await deps.store.readLedger(alert.accountId, alert.id);
    if (!fresh || !isIdle(alert, fresh) || fresh.run > Math.max(alert.run, read.run)) return;
    ledger = fresh;
  }
  await stopExecution(deps, getName(ledger.run, ledger.continuation), cause, {
    accountId: alert.accountId,
    alertId: alert.id,
  });
}
