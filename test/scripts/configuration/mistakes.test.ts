import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listKeys } from '../../../scripts/admin/keys.ts';
import { findDuplicateMember } from '../../../scripts/configuration/duplicate-member.ts';
import { listIgnoredFiles, readFolder } from '../../../scripts/configuration/folder.ts';
import { listUnusedKeys } from '../../../scripts/configuration/unused-keys.ts';
import { aRichCompany, edit, exportedFiles, exportedFolder, importFolder } from './imports.ts';

/** Mistakes in the files of an import: each is refused or named, and nothing is lost for it. */

// biome-ignore lint/suspicious/noExplicitAny: a file may have any members
type File = any;

const TEAM = 'teams/operations.json';
const JANE = 'users/jane@example.com.json';

test.each<[string, string, (file: File) => void, string]>([
  [
    'the name of a part',
    TEAM,
    (file) => {
      file.routingRule = [];
    },
    `${TEAM}: routingRule: is not known; did you mean routingRules?`,
  ],
  [
    'a member of a contact',
    JANE,
    (file) => {
      file.contacts[1].enabeld = false;
    },
    `${JANE}: contacts[1].enabeld: is not known; did you mean enabled?`,
  ],
  [
    'a kind of policies',
    'policies/account.json',
    (file) => {
      file.alerts = file.alert;
    },
    'policies/account.json: alerts: is not known; did you mean alert?',
  ],
])('misspelt: %s', async (_, path, change, message) => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  edit(folder, path, change);
  await expect(importFolder(table, 'first', folder)).rejects.toThrow(new Error(message));
});

test.each<[string, string]>([
  [TEAM, 'members'],
  [TEAM, 'roles'],
  [TEAM, 'routingRules'],
  [JANE, 'contacts'],
  [JANE, 'notificationRules'],
  ['schedules/nights.json', 'rotations'],
  ['schedules/nights.json', 'overrides'],
  ['services/shop.json', 'incidentRules'],
  ['services/shop.json', 'incidentTemplates'],
  ['policies/account.json', 'alert'],
])(
  '%s: %s that are no list of objects are refused, and do not remove what the account has',
  async (path, member) => {
    const table = await aRichCompany();
    const before = await exportedFiles(table, 'first');
    for (const wrong of [{ first: {} }, 'all', ['first'], null]) {
      const folder = await exportedFolder(table, 'first');
      edit(folder, path, (file: File) => {
        file[member] = wrong;
      });
      await expect(importFolder(table, 'first', folder)).rejects.toThrow(
        new Error(`${path}: ${member}: must be a list of objects`),
      );
    }
    expect(await exportedFiles(table, 'first')).toEqual(before);
  },
);

test.each([
  ['{"a": 1, "b": 2}', undefined],
  ['{"a": {"x": 1}, "b": {"x": 1}, "c": [{"x": 1}, {"x": 2}]}', undefined],
  ['{"a": "a", "b": "a: {a, \\"a\\": 1}"}', undefined],
  ['{"a": 1, "b": 2, "a": 3}', 'a'],
  ['{"rules": [{}, {"delay": {"unit": 1, "unit": 2}}]}', 'rules[1].delay.unit'],
  ['{"a": 1, "\\u0061": 2}', 'a'],
])('the member that is given twice in %s: %p', (text, path) => {
  expect(findDuplicateMember(text)).toBe(path);
});

test('a file with a member twice is refused', async () => {
  const folder = await exportedFolder(await aRichCompany(), 'first');
  const file = join(folder, TEAM);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('{', '{ "description": "Old", "description": "New",'),
  );
  expect(() => readFolder(folder)).toThrow(`${TEAM}: description: is given twice.`);
});

test('a file that is not JSON is refused with the place and the mistake', async () => {
  const folder = await exportedFolder(await aRichCompany(), 'first');
  writeFileSync(join(folder, TEAM), '{\n  "name": "Operations",\n}');
  expect(() => readFolder(folder)).toThrow(
    `${TEAM}: it is not JSON: in line 3 at character 1 is a } after a comma; leave out the comma.`,
  );
});

test('files whose names do not end in .json are named', async () => {
  const folder = await exportedFolder(await aRichCompany(), 'first');
  expect(listIgnoredFiles(folder)).toEqual([]);
  for (const name of [
    'account.yml',
    'teams/two.jsn',
    'teams/.hidden',
    'users/README.md',
    'users/a.JSON.bak',
  ]) {
    writeFileSync(join(folder, name), '{}');
  }
  expect(listIgnoredFiles(folder)).toEqual(['account.yml', 'users/a.JSON.bak', 'teams/two.jsn']);
});

test('the keys of integrations that nobody has used are named, because an import may have been stopped before it showed them', async () => {
  const table = await aRichCompany();
  const folder = await exportedFolder(table, 'first');
  await importFolder(table, 'second', folder);
  const lines = await listUnusedKeys(table, 'second', readFolder(folder));
  const [key] = await listKeys(table, 'second');
  expect(lines).toContain(
    `The key of integrations/${key?.integration.name} has never been used. If nobody has it: ` +
      `rotate-key --account second --key ${key?.keyId}`,
  );
});
