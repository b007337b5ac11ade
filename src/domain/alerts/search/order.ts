import type { Instant } from '../../../platform/clock.ts';
import type { Alert } from '../model.ts';

export type Sortable = string | number | boolean | undefined;

const SORT_VALUES = {
  createdAt: (alert) => alert.createdAt,
  updatedAt: (alert) => alert.updatedAt,
  tinyId: (alert) => Number(alert.tinyId),
  alias: (alert) => alert.alias,
  message: (alert) => alert.message,
  status: (alert) => alert.status,
  acknowledged: (alert) => alert.acknowledged,
  isSeen: (alert) => alert.isSeen,
  snoozed: (alert) => alert.snoozed,
  snoozedUntil: (alert) => alert.snoozedUntil,
  count: (alert) => alert.count,
  lastOccurredAt: (alert) => alert.lastOccurredAt,
  source: (alert) => alert.source,
  owner: (alert) => alert.owner,
  'integration.name': (alert) => alert.integration.name,
  'integration.type': (alert) => alert.integration.type,
  'report.ackTime': (alert) => alert.report.ackTime,
  'report.closeTime': (alert) => alert.report.closeTime,
  'report.acknowledgedBy': (alert) => alert.report.acknowledgedBy,
  'report.closedBy': (alert) => alert.report.closedBy,
} as const satisfies Record<string, (alert: Alert) => Sortable>;

export type SortField = keyof typeof SORT_VALUES;

/** The fields by which alerts can be sorted, as the API names them. */
export const SORT_FIELDS = Object.keys(SORT_VALUES) as readonly SortField[];

export type Order = 'asc' | 'desc';

export const createAlertComparator = (field: SortField, order: Order) =>
  createComparator<Alert>(SORT_VALUES[field], order);

/** Compares by the value, then by creation time and id. Those without a value come last in both orders. */
export function createComparator<T extends { readonly id: string; readonly createdAt: Instant }>(
  getValue: (each: T) => Sortable,
  order: Order,
): (a: T, b: T) => number {
  const sign = order === 'asc' ? 1 : -1;
  return (a, b) => {
    const [left, right] = [getValue(a), getValue(b)].map(toComparable);
    if (left === undefined || right === undefined) {
      if (left !== right) return left === undefined ? 1 : -1;
    } else if (left !== right) {
      return left < right ? -sign : sign;
    }
    return sign * (a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  };
}

const toComparable = (value: Sortable): string | number | undefined =>
  typeof value === 'string'
    ? value.toLowerCase() || undefined
    : value === undefined
      ? undefined
      : Number(value);
