import type { AlertActionMessage } from '../alerts/action.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import type { Alert } from '../alerts/model.ts';
import { applyAction, hasApplied } from '../alerts/reducer/apply-action.ts';
import type { AlertState, Reduction } from '../alerts/reducer/types.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import type { Trace } from '../alerts/store/alert-store.ts';
import type { AliasClaim } from '../alerts/store/items.ts';
import type { TinyIds } from '../alerts/store/tiny-ids.ts';
import { actsOn, type Delivery, type Subject } from './load-target.ts';
import { resolve } from './resolve-names.ts';

/** A message and what it makes of the alert. */
export interface Step {
  readonly message: AlertActionMessage;
  readonly reduction: Reduction;
}

/** Messages that make one write. */
export interface Fold {
  /** How many of the messages it takes care of, from the first on. */
  readonly consumed: number;
  /** What is to be done; empty where all of them were refused before. */
  readonly steps: readonly Step[];
  /** The alert as it shall be. */
  readonly alert?: Alert;
  /** The claim to the alias of the alert that is opened. */
  readonly opens?: AliasClaim;
}

/**
 * Applies messages one after the other, as far as they make one write: until one is refused or deletes the alert,
 * until the alert is closed, and until one is about another alert. `traces`: of those that may have been applied before.
 */
export async function foldMessages(
  { directory, tinyIds }: { readonly directory: ResponderFinder; readonly tinyIds: TinyIds },
  deliveries: readonly Delivery[],
  { claim, stored }: Subject,
  traces: ReadonlyMap<string, Trace>,
): Promise<Fold> {
  const steps: Step[] = [];
  let consumed = 0;
  let alert = stored.alert;
  let opens: AliasClaim | undefined;

  for (const { message, policies } of deliveries) {
    const trace = traces.get(message.requestId);
    const outcome = trace?.outcome;
    if (outcome?.success === false) {
      consumed++;
      continue;
    }
    if (alert && (hasApplied(alert, message) || outcome?.alertId === alert.id)) {
      steps.push({ message, reduction: { kind: 'replayed', status: outcome?.status ?? '', alert } });
      consumed++;
      continue;
    }
    const isCreate = message.action.type === 'Create';
    const leadsElsewhere = outcome !== undefined || trace?.opened || alert?.status === 'closed';
    if (leadsElsewhere && consumed > 0) break;

    const acted = actsOn(message, alert);
    if (isCreate && acted?.status !== 'open') {
      const own = alertIdOfRequest(message.accountId, message.requestId);
      const tinyId = claim?.alertId === own ? claim.tinyId : await tinyIds.next(message.accountId);
      opens = { alertId: own, tinyId };
    }
    const state: AlertState = {
      ...(acted && { alert: acted }),
      ...(stored.ledger && !opens && { ledger: stored.ledger }),
      storedRun: opens ? 0 : (stored.alert?.run ?? 0),
    };
    const reduction = applyAction(state, message, {
      ...(await resolve(directory, state, message)),
      ...(opens && { tinyId: opens.tinyId }),
      ...(policies && { policies }),
    });
    const alone = reduction.kind === 'refused' || reduction.kind === 'deleted';
    if (alone && steps.length > 0) break;
    steps.push({ message, reduction });
    consumed++;
    if ('alert' in reduction) alert = reduction.alert;
    if (alone) break;
  }
  return { consumed, steps, ...(alert && { alert }), ...(opens && { opens }) };
}
