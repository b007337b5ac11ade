import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccount } from '../../../scripts/admin/keys.ts';
import type { Document } from '../../../scripts/configuration/document.ts';
import { exportConfiguration } from '../../../scripts/configuration/export.ts';
import { readFolder, toFiles, writeFolder } from '../../../scripts/configuration/folder.ts';
import { applyImport, planImport } from '../../../scripts/configuration/import.ts';
import { accessAccount } from '../../../scripts/configuration/stage.ts';
import { type Call, configurationApi } from '../../../simulator/configuration-api.ts';
import { createMemoryTable } from '../../../src/platform/memory-table.ts';
import type { Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';
import { SAVED_SEARCH, setUpRichCompany } from './rich-company.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** An empty folder, which is deleted after the tests of the file. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-configuration-'));
  folders.push(folder);
  return folder;
}

export const apiFor = (table: Table, accountId: string): Call =>
  configurationApi(table, { accountId, clock: () => NOON });

/** A folder with the configuration of the account. */
export async function exportedFolder(table: Table, accountId: string): Promise<string> {
  const folder = aFolder();
  writeFolder(folder, await exportConfiguration(table, accountId, NOON));
  return folder;
}

/** The content of the files by their path. */
export const exportedFiles = async (table: Table, accountId: string): Promise<Record<string, string>> =>
  Object.fromEntries(toFiles(await exportConfiguration(table, accountId, NOON)));

/** A table with the account `first`, which uses everything that can be configured, and the empty account `second`. */
export async function aRichCompany(): Promise<Table> {
  const table = createMemoryTable();
  await createAccount(table, { id: 'first', name: 'First' });
  await createAccount(table, { id: 'second', name: 'Second' });
  await setUpRichCompany(apiFor(table, 'first'), NOON);
  const { api } = accessAccount(table, 'first', { now: NOON, alertActions: { send: async () => {} } });
  await api.send('POST', '/v2/alerts/saved-searches', SAVED_SEARCH);
  return table;
}

export const plan = (table: Table, accountId: string, folder: string, prune = false) =>
  planImport(table, accountId, readFolder(folder), { prune, now: NOON });

/** Imports the folder. Returns the plan, the integrations whose keys it shows, and the messages that it queues. */
export async function importFolder(table: Table, accountId: string, folder: string, prune = false) {
  const files = readFolder(folder);
  const planned = await planImport(table, accountId, files, { prune, now: NOON });
  const keys: string[] = [];
  const messages: object[] = [];
  await applyImport(table, accountId, planned, files, {
    now: NOON,
    alertActions: { send: async (body) => void messages.push(body) },
    showKey: (integration) => void keys.push(integration),
  });
  return { planned, keys, messages };
}

/** Changes a file of the folder. */
// biome-ignore lint/suspicious/noExplicitAny: a file may have any members
export function edit(folder: string, path: string, change: (document: any) => void): void {
  const file = join(folder, path);
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document;
  change(document);
  writeFileSync(file, JSON.stringify(document));
}
