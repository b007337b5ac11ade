import type { RouteInput } from '../../api/route.ts';
import { notFound } from '../../platform/errors.ts';
import type { Table } from '../../platform/table.ts';
import type { IdentifierType } from '../action.ts';
import type { Alert } from '../model.ts';
import { findAlert } from '../reads.ts';
import { isVisibleTo } from '../visibility.ts';

const LABELS = { id: 'id', tiny: 'tiny id', alias: 'alias' } as const;

/** The alert that the path names. Throws 404 where there is none that the caller reaches. */
export async function alertOfPath(
  table: Table,
  { caller, params, query }: RouteInput<unknown, { readonly identifierType: IdentifierType }>,
): Promise<Alert> {
  const value = params.identifier ?? '';
  const alert = await findAlert(table, caller.accountId, { type: query.identifierType, value });
  if (alert && isVisibleTo(alert, caller.teamId)) return alert;
  throw notFound(`Alert with ${LABELS[query.identifierType]} [${value}] does not exist.`);
}
