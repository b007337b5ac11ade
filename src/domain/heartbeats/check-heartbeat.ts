import type { Instant } from '../../platform/clock.ts';
import { TooMuchContention } from '../../platform/configuration-store.ts';
import type { Queue } from '../../platform/queue.ts';
import { closeAlert, raiseAlert } from './alert.ts';
import { dueOf, type Heartbeat, isLookLate, withLook } from './model.ts';
import type { HeartbeatStore } from './store.ts';

export interface SettleDeps {
  readonly heartbeats: HeartbeatStore;
  /** The queue alert-actions.fifo. */
  readonly queue: Queue;
}

/** More than the steps of an expiry that begins and ends, with pings between them. */
const STEPS = 30;

/**
 * Does what is due about the heartbeat, step by step, until it is at rest, and gives it as it is then; undefined where it
 * was deleted meanwhile. Each step may be done again, and by several at once: what is asked of the alert goes onto the
 * queue under an id that stays the same, and is written down, as of the version that was looked at, afterwards.
 */
export async function settle(
  { heartbeats, queue }: SettleDeps,
  heartbeat: Heartbeat,
  now: Instant,
): Promise<Heartbeat | undefined> {
  let current: Heartbeat | undefined = heartbeat;
  for (let step = 0; step < STEPS && current; step++) {
    const next = await afterStep(queue, current, now);
    if (!next) return current;
    current =
      (await heartbeats.replace(withLook(next, now))) ??
      (await heartbeats.get(current.accountId, current.id));
  }
  if (current) throw new TooMuchContention(`HEARTBEAT ${current.id}`);
  return undefined;
}

/** The heartbeat after the step that is due; undefined where none is. */
async function afterStep(queue: Queue, heartbeat: Heartbeat, now: Instant): Promise<Heartbeat | undefined> {
  const { expiry, ...rest } = heartbeat;
  const due = dueOf(heartbeat, now);
  switch (due.kind) {
    case 'nothing':
      return isLookLate(heartbeat) ? heartbeat : undefined;
    case 'notice':
      return { ...rest, expiry: { noticedAt: now, raised: false } };
    case 'raise':
      await raiseAlert(queue, heartbeat, due.expiry);
      return { ...rest, expiry: { ...due.expiry, raised: true } };
    case 'close':
      await closeAlert(queue, heartbeat, due.expiry, now);
      return rest;
  }
}
