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
import { hasWork, rests } from '../alerts/reducer/flows.ts';
import { causeOf } from '../alerts/reducer/texts.ts';
import type { AlertStore } from '../alerts/store/alert-store.ts';

/** Waits so many milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

export interface EffectDeps {
  readonly store: AlertStore;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** The actions after which nothing may be left to do. */
const ENDING: readonly AlertAction['type'][] = ['Acknowledge', 'Close', 'AutoClose'];

const STOP_ATTEMPTS = 3;
const STOP_PAUSE_MS = 100;
const END_ATTEMPTS = 5;

type ExecutionOf = (run: number, continuation: number) => string;

/**
 * Stops an execution as well as it can: one that goes on finds for itself that the alert does not need it any more,
 * so that a failure is no reason to do anything again.
 */
export async function stopQuietly(
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
        logger.warn('An execution could not be stopped; it will end by itself.', {
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
 * Brings ledger and executions in line with the alert as it is stored. It follows from what is stored and not from
 * what was changed just now, so that it can be repeated, and makes up for what an earlier message could not do.
 *
 * `messages` were applied to the alert, just now or (`replayed`) before.
 */
export async function settle(
  deps: EffectDeps,
  alert: Alert,
  ledger: Ledger | undefined,
  messages: readonly AlertActionMessage[],
  replayed: boolean,
): Promise<void> {
  const { store, executions, clock } = deps;
  const ids = { accountId: alert.accountId, alertId: alert.id };
  const nameOf: ExecutionOf = (run, continuation) => executionName({ ...alert, run }, continuation);
  const cause = causeOf(messages);

  const startRun = async (begun: Ledger) => {
    const input: ExecutionInput = { ...ids, run: alert.run, continuation: 0 };
    const name = nameOf(alert.run, 0);
    await executions.start(name, input);
    logger.info('Escalation started', {
      ...ids,
      requestId: messages.at(-1)?.requestId,
      run: alert.run,
      executionArn: executions.arnOf?.(name),
    });
    const { supersededRun = 0, supersededContinuation = 0 } = begun;
    if (supersededRun > 0) await stopQuietly(deps, nameOf(supersededRun, supersededContinuation), cause, ids);
  };
  /** The run has been begun and neither ended nor been handed over: it needs its first execution. */
  const needsFirst = (begun: Ledger) =>
    begun.run === alert.run && begun.continuation === 0 && begun.dueAt !== undefined;

  if (alert.run > (ledger?.run ?? 0) && hasWork(alert)) {
    const begun = await store.beginRun(alert, clock());
    if (begun && needsFirst(begun)) await startRun(begun);
    return;
  }
  if (messages.some(({ action }) => ENDING.includes(action.type)) && rests(alert, ledger)) {
    if (ledger && (replayed || ledger.dueAt !== undefined)) await end(deps, alert, ledger, nameOf, cause);
    return;
  }
  if (replayed && ledger && needsFirst(ledger) && hasWork(alert)) await startRun(ledger);
}

/**
 * Ends the run in charge. Where the engine writes the ledger meanwhile, what it found out counts. Where a batch was
 * handed out and nobody has seen yet what became of it, the ledger stays due: the execution dies in the midst of it,
 * and the reconciler sees to it that failures are told.
 */
async function end(
  deps: EffectDeps,
  alert: Alert,
  read: Ledger,
  nameOf: ExecutionOf,
  cause: string,
): Promise<void> {
  let ledger = read;
  for (let attempt = 0; attempt < END_ATTEMPTS && ledger.dueAt !== undefined; attempt++) {
    if (ledger.pending.length > 0 || (await deps.store.endRun(ledger))) break;
    const fresh = await deps.store.readLedger(alert.accountId, alert.id);
    if (!fresh || !rests(alert, fresh) || fresh.run > Math.max(alert.run, read.run)) return;
    ledger = fresh;
  }
  await stopQuietly(deps, nameOf(ledger.run, ledger.continuation), cause, {
    accountId: alert.accountId,
    alertId: alert.id,
  });
}
