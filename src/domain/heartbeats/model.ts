import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import type { Priority } from '../kernel/priority.ts';

export const INTERVAL_UNITS = ['minutes', 'hours', 'days'] as const;
export type IntervalUnit = (typeof INTERVAL_UNITS)[number];

/** An expiry that has an alert. It ends when the heartbeat is pinged, disabled or deleted. */
export interface Expiry {
  /** When the expiry was detected, within seconds of the deadline. The ids of the requests about its alert derive from it. */
  readonly detectedAt: Instant;
  /** Whether the alert has been requested. */
  readonly alertRequested: boolean;
}

/**
 * A heartbeat and its last ping, stored as one item. A ping only changes `lastPingAt` and `version`, so it is a single
 * write. Every other change is conditional on the version, so it cannot overwrite a ping.
 */
export interface Heartbeat {
  /** The name in lower case. Names are unique in the account and never change. */
  readonly id: string;
  readonly version: number;
  readonly accountId: string;
  readonly name: string;
  readonly description: string;
  readonly interval: number;
  readonly intervalUnit: IntervalUnit;
  readonly enabled: boolean;
  readonly ownerTeamId?: string;
  /** Defaults to "<name> is expired". */
  readonly alertMessage?: string;
  readonly alertTags: readonly string[];
  readonly alertPriority: Priority;
  /** The id of the request that created it; distinguishes a retry from a second heartbeat with the same name. */
  readonly createdBy: string;
  /** Missing until the first ping, which activates the heartbeat. */
  readonly lastPingAt?: Instant;
  /** When it was last enabled. The interval counts from then if that is later than the last ping. */
  readonly enabledAt?: Instant;
  readonly expiry?: Expiry;
  /** When the sweep checks it next: at its deadline or earlier. Pings move the deadline but not this. */
  readonly nextCheckAt?: Instant;
}

/** The id under which a name is stored. */
export const heartbeatId = (name: string): string => name.trim().toLowerCase();

const UNIT_MS = { minutes: MINUTE, hours: HOUR, days: DAY } as const;

/** The interval in milliseconds. */
export const getIntervalMs = ({
  interval,
  intervalUnit,
}: Pick<Heartbeat, 'interval' | 'intervalUnit'>): number => interval * UNIT_MS[intervalUnit];

/** When the heartbeat expires unless it is pinged before. Undefined while it is disabled or has never been pinged. */
export const getDeadline = (heartbeat: Heartbeat): Instant | undefined =>
  heartbeat.enabled && heartbeat.lastPingAt !== undefined
    ? Math.max(heartbeat.lastPingAt, heartbeat.enabledAt ?? 0) + getIntervalMs(heartbeat)
    : undefined;

export const isExpired = (heartbeat: Heartbeat, now: Instant): boolean =>
  now >= (getDeadline(heartbeat) ?? Number.POSITIVE_INFINITY);

/** The next step of a check, so that the alert is open exactly while the heartbeat is expired. */
export type HeartbeatStep =
  | { readonly kind: 'none' }
  /** The heartbeat has expired, and that is not stored yet. */
  | { readonly kind: 'record-expiry' }
  | { readonly kind: 'request-create'; readonly expiry: Expiry }
  /** The heartbeat was pinged, or is no longer expected to be. */
  | { readonly kind: 'request-close'; readonly expiry: Expiry };

/**
 * The next step of a check. An expiry that ends before its alert was requested still gets the alert, which is then closed:
 * whoever detected the expiry may be about to request the alert, and a Create that arrives after the Close must be
 * recognized as a duplicate.
 */
export function nextStep(heartbeat: Heartbeat, now: Instant): HeartbeatStep {
  const { expiry } = heartbeat;
  const expired = isExpired(heartbeat, now);
  if (!expiry) return { kind: expired ? 'record-expiry' : 'none' };
  if (!expiry.alertRequested) return { kind: 'request-create', expiry };
  return expired ? { kind: 'none' } : { kind: 'request-close', expiry };
}

/** How often an idle heartbeat is checked, in case a ping died between its two writes. Milliseconds. */
export const IDLE_CHECK_INTERVAL = 15 * MINUTE;

/**
 * The heartbeat with the time of its next check: now if an expiry is not fully handled, otherwise at its deadline. One
 * that stays expired or waits for its first ping is checked at intervals, a disabled one not at all.
 */
export function withNextCheck({ nextCheckAt: _, ...heartbeat }: Heartbeat, now: Instant): Heartbeat {
  const nextCheckAt = getNextCheckAt(heartbeat, now);
  return { ...heartbeat, ...(nextCheckAt !== undefined && { nextCheckAt }) };
}

function getNextCheckAt(heartbeat: Heartbeat, now: Instant): Instant | undefined {
  if (heartbeat.expiry) return nextStep(heartbeat, now).kind === 'none' ? now + IDLE_CHECK_INTERVAL : now;
  return getDeadline(heartbeat) ?? (heartbeat.enabled ? now + IDLE_CHECK_INTERVAL : undefined);
}

/** Whether the next check is later than the deadline, as after a first ping or one that ends an expiry. */
export const isNextCheckLate = (heartbeat: Heartbeat): boolean =>
  !heartbeat.expiry &&
  (heartbeat.nextCheckAt ?? Number.POSITIVE_INFINITY) > (getDeadline(heartbeat) ?? Number.POSITIVE_INFINITY);

/** The changed heartbeat. If the change enables it, the full interval starts now. */
export const withEnabledAt = (before: Heartbeat, after: Heartbeat, now: Instant): Heartbeat =>
  after.enabled && !before.enabled ? { ...after, enabledAt: now } : after;

/** Whether a ping changed more than the deadline, so that the heartbeat must be checked at once. */
export const needsCheck = (heartbeat: Heartbeat): boolean =>
  heartbeat.expiry !== undefined || isNextCheckLate(heartbeat);
