import type { ListElement } from '../client/operation-types.ts';

type AlertSummary = ListElement<'GET /v2/alerts'>;

const FIELDS = [
  'id',
  'tinyId',
  'message',
  'priority',
  'status',
  'acknowledged',
  'snoozed',
  'snoozedUntil',
  'createdAt',
  'owner',
] as const satisfies readonly (keyof AlertSummary)[];

/** The stored part of an alert: as much as its line shows. */
export type KnownAlert = Pick<AlertSummary, (typeof FIELDS)[number]>;

/** A list of alerts as the service answered it at `readAt`, in milliseconds since the epoch. */
export interface KnownView {
  readonly id: string;
  readonly label: string;
  readonly readAt: number;
  readonly alerts: readonly KnownAlert[];
  /** Whether the service had more of them. */
  readonly hasMore: boolean;
}

/** Whose alerts they are. */
export interface Owner {
  readonly userId: string;
  readonly accountId: string;
  readonly timeZone: string;
}

/** The last lists of alerts that this browser has read for a person. */
export interface LastKnown {
  readonly owner: Owner;
  readonly views: readonly KnownView[];
}

const KEY = 'tocsin-last-alerts';
const MAX_ALERTS = 50;
/** Older lists are of no use, and should not lie about. */
const MAX_AGE_MS = 24 * 60 * 60_000;

const isSameOwner = (one: Owner, other: Owner) =>
  one.userId === other.userId && one.accountId === other.accountId;

const toKnownAlert = (alert: AlertSummary): KnownAlert =>
  Object.fromEntries(FIELDS.map((name) => [name, alert[name]])) as unknown as KnownAlert;

function readStored(storage: Pick<Storage, 'getItem'>): LastKnown | undefined {
  try {
    const stored = JSON.parse(storage.getItem(KEY) ?? 'null') as LastKnown | null;
    return stored && Array.isArray(stored.views) ? stored : undefined;
  } catch {
    return undefined;
  }
}

function write(storage: Pick<Storage, 'setItem' | 'removeItem'>, known: LastKnown): void {
  try {
    storage.setItem(KEY, JSON.stringify(known));
  } catch {
    // There is no room. An old list must not pass for the last one.
    storage.removeItem(KEY);
  }
}

/** Begins to keep what a person sees, when it is known that they are signed in. What was kept of somebody else is deleted. */
export function startKeeping(storage: Storage, owner: Owner): void {
  const stored = readStored(storage);
  write(storage, { owner, views: stored && isSameOwner(stored.owner, owner) ? stored.views : [] });
}

/**
 * Keeps a list. It does nothing after the person has signed out, also in another tab: an answer may arrive later than that.
 */
export function keepView(
  storage: Storage,
  owner: Pick<Owner, 'userId' | 'accountId'>,
  { alerts, ...view }: Omit<KnownView, 'alerts'> & { readonly alerts: readonly AlertSummary[] },
): void {
  const stored = readStored(storage);
  if (!stored || !isSameOwner(stored.owner, { ...stored.owner, ...owner })) return;
  const kept: KnownView = {
    ...view,
    hasMore: view.hasMore || alerts.length > MAX_ALERTS,
    alerts: alerts.slice(0, MAX_ALERTS).map(toKnownAlert),
  };
  write(storage, {
    owner: stored.owner,
    views: [kept, ...stored.views.filter(({ id }) => id !== view.id)],
  });
}

/** The lists that were read in the last 24 hours, the latest first. Undefined if there is none. */
export function readLastKnown(storage: Pick<Storage, 'getItem'>, now: number): LastKnown | undefined {
  const stored = readStored(storage);
  const views = stored?.views
    .filter(({ readAt }) => now - readAt < MAX_AGE_MS)
    .toSorted((one, other) => other.readAt - one.readAt);
  return stored && views && views.length > 0 ? { owner: stored.owner, views } : undefined;
}

/** Nothing of a person stays in the browser once nobody is signed in. */
export const deleteLastKnown = (storage: Pick<Storage, 'removeItem'>): void => storage.removeItem(KEY);
