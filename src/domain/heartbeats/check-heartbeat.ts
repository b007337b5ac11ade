import type { Instant } from '../../platform/clock.ts';
import { TooMuchContention } from '../../platform/configuration-store.ts';
import type { Queue } from '../../platform/queue.ts';
import { requestClose, requestCreate } from './alert.ts';
import { type Heartbeat, isNextCheckLate, nextStep, withNextCheck } from './model.ts';
import type { HeartbeatStore } from './store.ts';

export interface CheckHeartbeatDeps {
  readonly heartbeats: HeartbeatStore;
  /** The queue alert-actions.fifo. */
  readonly queue: Queue;
}

/** More than the steps of an expiry from beginning to end, with pings in between. */
const MAX_STEPS = 30;

/**
 * Checks a heartbeat against its deadline, and creates or closes its alert accordingly. Takes one step at a time until
 * none is left, and resolves with the heartbeat as stored then, or undefined if it was deleted in the meantime.
 *
 * Steps may be repeated, also by several processes at once: the request about the alert is queued first, under an id that
 * stays the same, and the step is then stored on condition that the heartbeat has not changed.
 */
export async function checkHeartbeat(
  { heartbeats, queue }: CheckHeartbeatDeps,
  heartbeat: Heartbeat,
  now: Instant,
): Promise<Heartbeat | undefined> {
  let current: Heartbeat | undefined = heartbeat;
  for (let step = 0; step < MAX_STEPS && current; step++) {
    const next = await takeStep(queue, current, now);
    if (!next) return current;
    current =
      (await heartbeats.replace(withNextCheck(next, now))) ??
      (await heartbeats.get(current.accountId, current.id));
  }
  if (current) throw new TooMuchContention(`HEARTBEAT ${current.id}`);
  return undefined;
}

/** Takes the next step and resolves with the heartbeat to store; undefined if there is nothing to do. */
async function takeStep(queue: Queue, heartbeat: Heartbeat, now: Instant): Promise<Heartbeat | undefined> {
  const { expiry: _, ...withoutExpiry } = heartbeat;
  const step = nextStep(heartbeat, now);
  switch (step.kind) {
    case 'none':
      return isNextCheckLate(heartbeat) ? heartbeat : undefined;
    case 'record-expiry':
      return { ...heartbeat, expiry: { detectedAt: now, alertRequested: false } };
    case 'request-create':
      await requestCreate(queue, heartbeat, step.expiry);
      return { ...heartbeat, expiry: { ...step.expiry, alertRequested: true } };
    case 'request-close':
      await requestClose(queue, heartbeat, step.expiry, now);
      return withoutExpiry;
  }
}
