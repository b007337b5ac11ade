import { alertIdOfExecution } from '../domain/alerts/action.ts';
import type { RunningExecutions } from '../platform/executions.ts';

/**
 * So many pages of a thousand are read in a round: what Step Functions lets everybody read in a minute. Where more
 * executions run, none of them is audited, and one that was killed is missed when its next look is overdue.
 */
const MAX_PAGES = 100;

/**
 * The alerts of which an execution runs, by asking Step Functions for all executions that do, a thousand a call and not
 * one by one. Undefined where `goesOn` says that there is no more time for it, or where there are too many.
 */
export async function findAlertsWithExecution(
  executions: RunningExecutions,
  goesOn: () => boolean,
): Promise<ReadonlySet<string> | undefined> {
  const alertIds = new Set<string>();
  let pages = 0;
  for await (const names of executions.running()) {
    if (!goesOn() || ++pages > MAX_PAGES) return undefined;
    for (const name of names) {
      const alertId = alertIdOfExecution(name);
      if (alertId !== undefined) alertIds.add(alertId);
    }
  }
  return alertIds;
}
