import { checkReadiness } from '../../src/domain/readiness/check.ts';
import { loadReadinessInput } from '../../src/domain/readiness/load.ts';
import type { Finding } from '../../src/domain/readiness/model.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import type { Table } from '../../src/platform/table.ts';
import { requireAccount } from './keys.ts';

/**
 * What may keep the alerts of the account from reaching people, problems first. Throws AdminError if the account does not
 * exist.
 */
export async function checkAccount(
  table: Table,
  accountId: string,
  now: number,
): Promise<readonly Finding[]> {
  await requireAccount(table, accountId);
  return checkReadiness(await loadReadinessInput(createDirectory(table), accountId), now);
}
