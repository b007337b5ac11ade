import type { RouteInput } from '../../api/route.ts';
import { notFound } from '../../platform/errors.ts';
import type { Table } from '../../platform/table.ts';
import type { IdentifierType } from '../action.ts';
import type { Alert } from '../model.ts';
import { findAlert } from '../reads.ts';
import { isVisibleTo } from '../visibility.ts';

const LABELS = { id: 'id', tiny: 'tiny id', alias: 'alias' } as const;

type Named = Partial<Record<'identifierType' | 'alertIdentifierType', IdentifierType | undefined>>;

/** The alert that the path names: by its id where the query does not say by what. Throws 404 where there is none that the caller reaches. */
export async function alertOfPath(
  table: Table,
  { caller, params, query }: RouteInput<unknown, Named>,
): Promise<Alert> {
  const value = params.identifier ?? '';
  const type = query.alertIdentifierType ?? query.identifierType ?? 'id';
  const alert = await findAlert(table, caller.accountId, { type, value });
  if (alert && isVisibleTo(alert, caller.teamId)) return alert;
  throw notFound(`Alert with ${LABELS[type]} [${value}] does not exist.`);
}
