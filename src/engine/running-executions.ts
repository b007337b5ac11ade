import { parseAlertId } from '../domain/alerts/action.ts';
import type { RunningExecutions } from '../platform/executions.ts';

/**
 * The most pages of 1,000 executions read in one sweep: what Step Functions allows in a minute. With more running
 * executions the check is skipped, and one that was aborted is found when its next evaluation is overdue.
 */
const MAX_PAGES = 100;

/** The most executions that are listed in one sweep. */
export const MAX_LISTED = MAX_PAGES * 1_000;

/**
 * The ids of the alerts that have a running execution, listed from Step Functions 1,000 at a time instead of one by one.
 * `outOfTime`: `hasTime` returned false. `tooMany`: there are more than {@link MAX_LISTED}.
 */
export async function findAlertsWithExecution(
  executions: RunningExecutions,
  hasTime: () => boolean,
): Promise<ReadonlySet<string> | 'outOfTime' | 'tooMany'> {
  const alertIds = new Set<string>();
  let pages = 0;
  for await (const names of executions.running()) {
    if (!hasTime()) return 'outOfTime';
    if (++pages > MAX_PAGES) return 'tooMany';
    for (const name of names) {
      const alertId = parseAlertId(name);
      if (alertId !== undefined) alertIds.add(alertId);
    }
  }
  return alertIds;
}
