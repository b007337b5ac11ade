import { type Instant, SECOND, toIso, toIsoSecondsRoundedUp } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import { sha256 } from '../../platform/ids.ts';
import { getDeadline, type Heartbeat } from './model.ts';
import type { HeartbeatReference } from './store.ts';

/**
 * Heartbeats that expire within this time (ms) get a check of their own, to the second. The sweep runs each minute; the
 * half minute on top covers EventBridge's inaccuracy.
 */
export const CHECK_HORIZON = 90 * SECOND;

/** A heartbeat to check at its deadline, as it was when the check was scheduled. */
export interface ScheduledCheck extends HeartbeatReference {
  readonly deadline: Instant;
}

/** Input of an execution of statemachines/heartbeat-checks.asl.json. */
export interface ScheduledChecksInput {
  /** When to check: ISO 8601, whole seconds. */
  readonly at: string;
  /** Heartbeats whose deadline a ping moves past this instant are left to the next sweep. */
  readonly until: Instant;
  readonly checks: readonly ScheduledCheck[];
}

/** The checks of one execution, whose state may have 256 kB. Names have up to 200 characters. */
const CHECKS_PER_EXECUTION = 200;

/** Schedules the checks at the earliest deadline among them. */
export const toScheduledChecksInput = (
  checks: readonly ScheduledCheck[],
  until: Instant,
): ScheduledChecksInput => ({
  at: toIsoSecondsRoundedUp(Math.min(...checks.map(({ deadline }) => deadline))),
  until,
  checks,
});

/** The check that a heartbeat needs before `until`; undefined if it does not expire by then or has already. */
export function findCheckBefore(heartbeat: Heartbeat, until: Instant): ScheduledCheck | undefined {
  const deadline = getDeadline(heartbeat);
  if (heartbeat.expiry || deadline === undefined || deadline > until) return undefined;
  return { accountId: heartbeat.accountId, id: heartbeat.id, deadline };
}

/** Starts executions that make the checks. Scheduling the same checks again starts nothing new. */
export async function scheduleChecks(
  executions: Executions,
  checks: readonly ScheduledCheck[],
  until: Instant,
): Promise<void> {
  for (let from = 0; from < checks.length; from += CHECKS_PER_EXECUTION) {
    const input = toScheduledChecksInput(checks.slice(from, from + CHECKS_PER_EXECUTION), until);
    const name = `${toIso(until).replace(/[:.]/g, '-')}-${sha256(JSON.stringify(input)).slice(0, 32)}`;
    await executions.start(name, input);
  }
}
