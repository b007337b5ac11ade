import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import type { Priority } from '../kernel/priority.ts';

export const INTERVAL_UNITS = ['minutes', 'hours', 'days'] as const;
export type IntervalUnit = (typeof INTERVAL_UNITS)[number];

/** An expiry of which people are told. It ends when the heartbeat beats again, is disabled or deleted. */
export interface Expiry {
  /** When it was noticed, within seconds of the deadline. The requests about its alert are named after it. */
  readonly noticedAt: Instant;
  /** Whether the alert has been asked for. */
  readonly raised: boolean;
}

/**
 * A heartbeat: one aggregate, its pings included. Pings change `lastPingAt` and `version` only, so that a ping is one
 * write; whatever else is changed is written as of a version, so that no ping gets lost.
 */
export interface Heartbeat {
  /** The name in lower case: names are unique in the account and never change. */
  readonly id: string;
  readonly version: number;
  readonly accountId: string;
  readonly name: string;
  readonly description: string;
  readonly interval: number;
  readonly intervalUnit: IntervalUnit;
  readonly enabled: boolean;
  readonly ownerTeamId?: string;
  /** Absent: "<name> is expired". */
  readonly alertMessage?: string;
  readonly alertTags: readonly string[];
  readonly alertPriority: Priority;
  /** The request that created it: a second one that wants the name is told apart by it. */
  readonly createdBy: string;
  /** Absent until the first ping, which starts the clock. */
  readonly lastPingAt?: Instant;
  /** When it was enabled last; the interval counts from then, if that is later than the last ping. */
  readonly enabledAt?: Instant;
  readonly expiry?: Expiry;
  /** When the sweep looks at it next: at its deadline or, where pings have moved that, before. */
  readonly lookAt?: Instant;
}

/** What the name of a heartbeat is found by. */
export const heartbeatId = (name: string): string => name.trim().toLowerCase();

const MILLISECONDS = { minutes: MINUTE, hours: HOUR, days: DAY } as const;

export const intervalOf = ({ interval, intervalUnit }: Pick<Heartbeat, 'interval' | 'intervalUnit'>) =>
  interval * MILLISECONDS[intervalUnit];

/**
 * The instant from which on it is expired unless it is pinged before. Undefined while nothing is expected of it: it is
 * disabled, or was never pinged.
 */
export const deadlineOf = (heartbeat: Heartbeat): Instant | undefined =>
  heartbeat.enabled && heartbeat.lastPingAt !== undefined
    ? Math.max(heartbeat.lastPingAt, heartbeat.enabledAt ?? 0) + intervalOf(heartbeat)
    : undefined;

export const isExpired = (heartbeat: Heartbeat, now: Instant): boolean =>
  now >= (deadlineOf(heartbeat) ?? Number.POSITIVE_INFINITY);

/** What has to happen now, so that an alert is open just while the heartbeat is expired. */
export type Due =
  | { readonly kind: 'nothing' }
  /** It has expired and nobody has noticed. */
  | { readonly kind: 'notice' }
  /** Its alert is to be asked for. */
  | { readonly kind: 'raise'; readonly expiry: Expiry }
  /** It beats again, or nothing is expected of it any more: its alert is to be closed. */
  | { readonly kind: 'close'; readonly expiry: Expiry };

/**
 * The next step; a heartbeat is at rest when there is `nothing`. An expiry that is over before its alert was asked for
 * is raised all the same, and closed afterwards: whoever noticed it may be about to ask, and a request that comes after
 * the closing must find that it was made before.
 */
export function dueOf(heartbeat: Heartbeat, now: Instant): Due {
  const { expiry } = heartbeat;
  const expired = isExpired(heartbeat, now);
  if (!expiry) return { kind: expired ? 'notice' : 'nothing' };
  if (!expiry.raised) return { kind: 'raise', expiry };
  return expired ? { kind: 'nothing' } : { kind: 'close', expiry };
}

/** How often one of which nothing is to come by itself is looked at, in case that a ping died between two writes. */
export const LOOK_AT_REST = 15 * MINUTE;

/**
 * The heartbeat with the instant at which to look at it next: at once where something is still to be done about an
 * expiry, else at its deadline; now and then where it stays expired or waits for its first ping, and not at all where
 * it is disabled.
 */
export function withLook({ lookAt: _, ...heartbeat }: Heartbeat, now: Instant): Heartbeat {
  const lookAt = nextLook(heartbeat, now);
  return { ...heartbeat, ...(lookAt !== undefined && { lookAt }) };
}

function nextLook(heartbeat: Heartbeat, now: Instant): Instant | undefined {
  if (heartbeat.expiry) return dueOf(heartbeat, now).kind === 'nothing' ? now + LOOK_AT_REST : now;
  return deadlineOf(heartbeat) ?? (heartbeat.enabled ? now + LOOK_AT_REST : undefined);
}

/** Whether its next look would come after its deadline: the first ping, or one that ends an expiry, brings that about. */
export const isLookLate = (heartbeat: Heartbeat): boolean =>
  !heartbeat.expiry &&
  (heartbeat.lookAt ?? Number.POSITIVE_INFINITY) > (deadlineOf(heartbeat) ?? Number.POSITIVE_INFINITY);

/** The changed heartbeat; one that was off and is on again has the whole interval for its next ping. */
export const switched = (before: Heartbeat, after: Heartbeat, now: Instant): Heartbeat =>
  after.enabled && !before.enabled ? { ...after, enabledAt: now } : after;

/** Whether a ping has brought about more than its own instant. */
export const needsSettling = (heartbeat: Heartbeat): boolean =>
  heartbeat.expiry !== undefined || isLookLate(heartbeat);
