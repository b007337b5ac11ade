import { listKeyUses } from '../../src/domain/accounts/key-use.ts';
import { listApiKeys } from '../../src/domain/accounts/store.ts';
import type { Table } from '../../src/platform/table.ts';
import type { ConfigurationFile } from './folder.ts';
import { ALL_KINDS } from './kinds.ts';
import { isSameName } from './stage.ts';

/**
 * Lines about the integrations of the files whose key nobody has used yet. A key is shown once, when an import creates the
 * integration: if that import was stopped, perhaps nobody has it.
 */
export async function listUnusedKeys(
  table: Table,
  accountId: string,
  files: readonly ConfigurationFile[],
): Promise<readonly string[]> {
  const names = files.flatMap(({ kind, document }) =>
    kind === 'integrations' ? [ALL_KINDS.integrations.getName(document)] : [],
  );
  if (names.length === 0) return [];
  const [keys, uses] = await Promise.all([listApiKeys(table, accountId), listKeyUses(table, accountId)]);
  return keys
    .filter(({ enabled, keyId, integration }) => {
      const hasFile = names.some((name) => isSameName(name, integration.name));
      return enabled && hasFile && !uses.has(keyId);
    })
    .map(
      ({ keyId, integration }) =>
        `The key of integrations/${integration.name} has never been used. If nobody has it: rotate-key --account ${accountId} --key ${keyId}`,
    );
}
