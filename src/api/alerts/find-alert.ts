import type { Caller } from '../../domain/accounts/model.ts';
import type { IdentifierType } from '../../domain/alerts/action.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { findAlert, findAlertOfRequest } from '../../domain/alerts/queries.ts';
import { isVisibleTo } from '../../domain/alerts/visibility.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import type { RouteInput } from '../../http/route.ts';
import type { Table } from '../../platform/table.ts';

const LABELS = { id: 'id', tiny: 'tiny id', alias: 'alias' } as const;

type IdentifierQuery = Partial<Record<'identifierType' | 'alertIdentifierType', IdentifierType | undefined>>;

/**
 * The alert that the path identifies, by id unless the query gives another identifier type. Throws `not-found` if it does
 * not exist or the caller cannot access it.
 */
export async function getAlertFromPath(
  table: Table,
  { caller, params, query }: RouteInput<unknown, IdentifierQuery>,
): Promise<Alert> {
  const value = params.identifier ?? '';
  const type = query.alertIdentifierType ?? query.identifierType ?? 'id';
  const alert =
    (await findAlert(table, caller.accountId, { type, value })) ??
    (type === 'id' ? await findAlertOfRequest(table, caller.accountId, value) : undefined);
  if (alert && isVisibleTo(alert, caller)) return alert;
  const hint = type === 'id' ? await findOtherType(table, caller, value) : '';
  throw notFound(`Alert with ${LABELS[type]} [${value}] does not exist.${hint}`);
}

/** Says with which identifier type the caller would have found an alert; empty if with none. */
async function findOtherType(table: Table, caller: Caller, value: string): Promise<string> {
  for (const type of ['alias', 'tiny'] as const) {
    if (type === 'tiny' && !/^\d{1,15}$/.test(value)) continue;
    const alert = await findAlert(table, caller.accountId, { type, value });
    if (alert && isVisibleTo(alert, caller)) {
      return ` There is one with this ${LABELS[type]}: add ?identifierType=${type}.`;
    }
  }
  return '';
}
