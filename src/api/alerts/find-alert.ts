import type { IdentifierType } from '../../domain/alerts/action.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { findAlert } from '../../domain/alerts/queries.ts';
import { isVisibleTo } from '../../domain/alerts/visibility.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import type { RouteInput } from '../../http/route.ts';
import type { Table } from '../../platform/table.ts';

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
