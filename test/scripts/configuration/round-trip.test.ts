import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readFolder } from '../../../scripts/configuration/folder.ts';
import { applyImport, formatPlan } from '../../../scripts/configuration/import.ts';
import type { User } from '../../../src/domain/users/model.ts';
import { configurationPk } from '../../../src/platform/keys.ts';
import type { Item, Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';
import { aRichCompany, edit, exportedFiles, exportedFolder, importFolder, plan } from './imports.ts';

/** The folder of the rich company, with the secret that an export leaves out. */
async function aCompleteFolder(table: Table): Promise<string> {
  const folder = await exportedFolder(table, 'first');
  edit(folder, 'integrations/chat-room.json', (chat) => {
    chat.headers.Authorization = 'Bearer very-secret';
  });
  return folder;
}

test('an export that is imported into an empty account makes the same export', async () => {
  const table = await aRichCompany();
  const { keys, messages } = await importFolder(table, 'second', await aCompleteFolder(table));
  expect(await exportedFiles(table, 'second')).toEqual(await exportedFiles(table, 'first'));
  expect(keys).toEqual(['Chat / room?', 'Grafana', 'Post']);
  expect(messages).toEqual([]);
});

test('an import that is repeated has nothing to change', async () => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  expect(formatPlan(await plan(table, 'first', folder))).toBe('Nothing to change.');
  await importFolder(table, 'second', await aCompleteFolder(table));
  const before = JSON.stringify([...(await itemsOf(table, 'second'))]);
  const { planned } = await importFolder(table, 'second', folder);
  expect(formatPlan(planned)).toBe('Nothing to change.');
  expect(JSON.stringify([...(await itemsOf(table, 'second'))])).toBe(before);
});

const itemsOf = async (table: Table, accountId: string): Promise<readonly Item[]> => {
  const types = ['USER', 'TEAM', 'SCHEDULE', 'ESCALATION', 'INTEGRATION', 'SERVICE'] as const;
  const pages = await Promise.all(
    types.map((type) => table.query<Item>({ pk: configurationPk(accountId, type) })),
  );
  return pages.flatMap(({ items }) => items);
};

test('a plan changes nothing', async () => {
  const table = await aRichCompany();
  const before = await exportedFiles(table, 'second');
  const planned = await plan(table, 'second', await aCompleteFolder(table));
  expect(planned.created).toHaveLength(23);
  expect(await exportedFiles(table, 'second')).toEqual(before);
});

test('imported contacts count as verified by an administrator, and the audit log shows the operator', async () => {
  const table = await aRichCompany();
  await importFolder(table, 'second', await aCompleteFolder(table));
  const { items } = await table.query<Item & User>({ pk: configurationPk('second', 'USER') });
  const added = items.flatMap(({ contacts }) => contacts).filter(({ method }) => method !== 'email');
  expect(added).toHaveLength(4);
  for (const { verification } of added) {
    expect(verification).toMatchObject({ state: 'verified', how: 'administrator', by: 'Operator' });
  }
  const log = await table.query<Item>({ pk: 'A#second#AUDIT#2026-11-24' });
  expect(log.items.length).toBeGreaterThan(23);
  for (const { actor } of log.items) expect(actor).toMatchObject({ name: 'Operator' });
});

test('files have no secret, and say so', async () => {
  const files = await exportedFiles(await aRichCompany(), 'first');
  expect(JSON.stringify(files)).not.toContain('very-secret');
  expect(files['integrations/chat-room.json']).toContain('"Authorization": "not exported"');
  expect(files['README.md']).toContain('Secrets are not here');
  expect(files['README.md']).toContain('personal data');
});

/** The table, whose writes fail from the one of that number on. */
function failingAfter(table: Table, writes: number): Table {
  let left = writes;
  return {
    ...table,
    put(...parameters) {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('The connection is lost.')) : table.put(...parameters);
    },
  };
}

test('an import that fails in the middle is completed by a second one', async () => {
  const source = await aRichCompany();
  const expected = await exportedFiles(source, 'first');
  const folder = await aCompleteFolder(source);
  const files = readFolder(folder);
  const options = { now: NOON, alertActions: { send: async () => {} }, showKey: () => {} };
  let failures = 0;
  for (let writes = 1; failures === (writes - 1) / 29; writes += 29) {
    const table = await aRichCompany();
    const planned = await plan(table, 'second', folder);
    const result = applyImport(failingAfter(table, writes), 'second', planned, files, options);
    await result.catch(({ message }: Error) => {
      expect(message).toBe('The connection is lost.');
      failures += 1;
    });
    // What the API makes for a new team may have been left behind, so the second import prunes.
    await importFolder(table, 'second', folder, true);
    expect(await exportedFiles(table, 'second')).toEqual(expected);
  }
  expect(failures).toBeGreaterThan(5);
});

test('files that were removed are things that are only in the stage', async () => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  rmSync(join(folder, 'heartbeats/cron.json'));
  rmSync(join(folder, 'forwarding-rules'), { recursive: true });
  expect(formatPlan(await plan(table, 'first', folder))).toBe(
    [
      '  forwarding-rules/holiday is only in the stage; --prune deletes it',
      '  heartbeats/Cron is only in the stage; --prune deletes it',
      'Nothing to change. 2 only in the stage.',
    ].join('\n'),
  );
  expect(formatPlan(await plan(table, 'first', folder, true))).toBe(
    ['- heartbeats/Cron', '- forwarding-rules/holiday', '2 to delete.'].join('\n'),
  );
});
