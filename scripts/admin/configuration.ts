import { createInterface } from 'node:readline/promises';
import type { Queue } from '../../src/platform/queue.ts';
import type { Table } from '../../src/platform/table.ts';
import { exportConfiguration } from '../configuration/export.ts';
import { listIgnoredFiles, readFolder, writeFolder } from '../configuration/folder.ts';
import { applyImport, formatPlan, isEmptyPlan, planImport } from '../configuration/import.ts';
import { listUnusedKeys } from '../configuration/unused-keys.ts';
import { AdminError, requireAccount } from './keys.ts';

/**
 * Writes the configuration of the account to the folder. Returns the number of files. Throws {@link AdminError} if the account
 * does not exist, and CommandError if the folder has other files.
 */
export async function exportToFolder(
  table: Table,
  accountId: string,
  folder: string,
  now: number,
): Promise<number> {
  await requireAccount(table, accountId);
  return writeFolder(folder, await exportConfiguration(table, accountId, now));
}

export interface FolderImport {
  readonly prune: boolean;
  /** Whether to import without asking. */
  readonly yes: boolean;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
}

/**
 * Prints what importing the folder changes, asks, and imports it. Throws {@link AdminError} if there is nobody to ask, or if
 * the answer is no; nothing has changed then.
 */
export async function importFromFolder(
  table: Table,
  accountId: string,
  folder: string,
  { prune, yes, alertActions }: FolderImport,
): Promise<void> {
  await requireAccount(table, accountId);
  const files = readFolder(folder);
  const ignored = listIgnoredFiles(folder);
  if (prune && ignored.length > 0) {
    throw new AdminError(
      `${ignored.join(', ')}: the name does not end in .json, so --prune would delete what the file describes. Rename or remove it.`,
    );
  }
  const plan = await planImport(table, accountId, files, { prune, now: Date.now() });
  for (const path of ignored) console.log(`! ${path} is not read: its name does not end in .json`);
  for (const line of await listUnusedKeys(table, accountId, files)) console.log(`! ${line}`);
  console.log(formatPlan(plan));
  if (isEmptyPlan(plan)) return;
  if (!yes) await confirm();
  await applyImport(table, accountId, plan, files, {
    now: Date.now(),
    alertActions,
    showKey: (integration, key) => console.log(`key of integrations/${integration}: ${key}`),
  });
  console.log('Done.');
}

async function confirm(): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new AdminError('Nothing was changed. There is no terminal to ask: add --yes to import.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Import this? (yes/no) ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new AdminError('Nothing was changed.');
}
