import type { AlertActionMessage } from '../alerts/action.ts';
import { findDuplicate } from '../alerts/duplicates.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import type { Alert } from '../alerts/model.ts';
import { applyAction, hasApplied } from '../alerts/reducer/apply-action.ts';
import type { AlertState, Reduction } from '../alerts/reducer/types.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import type { StoredAlertState } from '../alerts/store/alert-state.ts';
import type { AliasClaim } from '../alerts/store/alias-claims.ts';
import type { RequestTrace } from '../alerts/store/request-traces.ts';
import type { TinyIds } from '../alerts/store/tiny-ids.ts';
import { type AlertTargetState, type Delivery, getAffectedAlert } from './load-target.ts';
import { resolveNames } from './resolve-names.ts';

/** A message and its effect on the alert. */
export interface ReductionStep {
  readonly message: AlertActionMessage;
  readonly reduction: Reduction;
}

/** Consecutive messages of one alert, reduced into one write. */
export interface BatchReduction {
  /** How many of the messages it covers, from the first on. */
  readonly consumed: number;
  /** Empty if all covered messages were refused before. */
  readonly steps: readonly ReductionStep[];
  /** The alert after all steps. */
  readonly alert?: Alert;
  /** The claim on the alias of the alert that is created. */
  readonly newClaim?: AliasClaim;
}

/** Whether the message was applied to the alert whose alias a new one takes over. */
const wasAppliedBefore = ({ alert, tombstone }: StoredAlertState, message: AlertActionMessage): boolean =>
  tombstone?.requestId === message.requestId || (alert !== undefined && hasApplied(alert, message));

/** Whether the step is a duplicate that is counted beside the alert, which has a write of its own. */
export const isCountedBeside = ({ message, reduction }: ReductionStep): boolean =>
  reduction.kind === 'deduplicated' && findDuplicate(reduction.alert, message.requestId) !== undefined;

/**
 * Applies messages one after the other, as long as they fit into one write: until one is refused or deletes the alert,
 * until the alert is closed, and until one means another alert. Duplicates that are counted beside the alert do not share a
 * write with others. `traces` are those of possible redeliveries.
 */
export async function reduceBatch(
  { directory, tinyIds }: { readonly directory: ResponderFinder; readonly tinyIds: TinyIds },
  deliveries: readonly Delivery[],
  { claim, stored }: AlertTargetState,
  traces: ReadonlyMap<string, RequestTrace>,
): Promise<BatchReduction> {
  const steps: ReductionStep[] = [];
  let consumed = 0;
  let alert = stored.alert;
  let newClaim: AliasClaim | undefined;
  /** Whether the new steps are counted beside the alert; undefined: there is none yet. */
  let isBeside: boolean | undefined;

  for (const { message, policies, failedPolicies, skippedPatterns } of deliveries) {
    const trace = traces.get(message.requestId);
    const result = trace?.result;
    if (result?.success === false) {
      consumed++;
      continue;
    }
    if (alert && (hasApplied(alert, message) || trace?.appliedTo?.alertId === alert.id)) {
      steps.push({ message, reduction: { kind: 'already-applied', status: result?.status ?? '', alert } });
      consumed++;
      continue;
    }
    const isCreate = message.action.type === 'Create';
    const mayMeanAnotherAlert =
      (newClaim && wasAppliedBefore(stored, message)) ||
      trace?.appliedTo !== undefined ||
      trace?.hasCreatedAlert ||
      alert?.status === 'closed';
    if (mayMeanAnotherAlert && consumed > 0) break;

    const affected = getAffectedAlert(message, alert);
    if (isCreate && affected?.status !== 'open') {
      const alertId = alertIdOfRequest(message.accountId, message.requestId);
      const tinyId = claim?.alertId === alertId ? claim.tinyId : await tinyIds.next(message.accountId);
      newClaim = { alertId, tinyId };
    }
    const state: AlertState = {
      ...(affected && { alert: affected }),
      ...(stored.ledger && !newClaim && { ledger: stored.ledger }),
      storedRun: newClaim ? 0 : (stored.alert?.run ?? 0),
    };
    const reduction = applyAction(state, message, {
      ...(await resolveNames(directory, state, message)),
      ...(newClaim && { tinyId: newClaim.tinyId }),
      ...(policies && { policies }),
      ...(failedPolicies && { failedPolicies }),
      ...(skippedPatterns && { skippedPatterns }),
    });
    const needsOwnWrite = reduction.kind === 'refused' || reduction.kind === 'deleted';
    if (needsOwnWrite && steps.length > 0) break;
    const step = { message, reduction };
    if (isBeside !== undefined && isBeside !== isCountedBeside(step)) break;
    isBeside = isCountedBeside(step);
    steps.push(step);
    consumed++;
    if ('alert' in reduction) alert = reduction.alert;
    if (needsOwnWrite) break;
  }
  return { consumed, steps, ...(alert && { alert }), ...(newClaim && { newClaim }) };
}
