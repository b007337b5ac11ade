import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalService, startLocalService } from '../../../simulator/local-service.ts';
import { edit } from './imports.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-export-'));
const [first, second] = [join(folder, 'first'), join(folder, 'second')];
let service: LocalService;

beforeAll(async () => {
  service = await startLocalService({ dataFolder: join(folder, 'data') });
}, 60_000);

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command on the service, without a terminal. Rejects with its output if its status is not 0. */
async function admin(...args: string[]): Promise<string> {
  const options = { env: { PATH: process.env.PATH, TOCSIN_DATA: join(folder, 'data') } };
  const running = promisify(execFile)(process.execPath, ['scripts/admin.ts', ...args, '--local'], options);
  running.child.stdin?.end();
  return (await running).stdout;
}

const read = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        join(parentPath, name).slice(path.length),
        readFileSync(join(parentPath, name), 'utf8'),
      ]),
  );

test('the demo account is exported, imported into a second account, and exported from there as the same files', async () => {
  const stdout = await admin('export', '--to', first);
  expect(stdout).toContain('files      8');
  await admin('create-account', '--name', 'Second', '--account', 'second');
  const imported = await admin('import', '--account', 'second', '--from', first, '--yes');
  expect(imported).toContain('+ teams/Operations\n');
  expect(imported).toMatch(/7 to create\.\nDone\.\n$/);
  await admin('export', '--account', 'second', '--to', second);
  expect(read(second)).toEqual(read(first));
  expect(await admin('import', '--account', 'second', '--from', first)).toBe('Nothing to change.\n');
}, 60_000);

test('a change of a file is shown, needs --yes without a terminal, and is in the API after the import', async () => {
  edit(first, 'teams/operations.json', (team) => {
    team.description = 'From a file';
  });
  const change = '~ teams/Operations\n    description: "Keeps the lights on" → "From a file"\n1 to change.\n';
  await expect(admin('import', '--account', 'demo', '--from', first)).rejects.toMatchObject({
    stdout: change,
    stderr: 'Nothing was changed. There is no terminal to ask: add --yes to import.\n',
  });
  const getDescription = async () => {
    const { body } = await service.call('GET', '/v2/teams/Operations?identifierType=name');
    return (body.data as { readonly description: string }).description;
  };
  expect(await getDescription()).toBe('Keeps the lights on');
  expect(await admin('import', '--account', 'demo', '--from', first, '--yes')).toBe(`${change}Done.\n`);
  expect(await getDescription()).toBe('From a file');
}, 60_000);

test.each([
  [['--from', 'nowhere'], 'There is no folder nowhere.\n'],
  [[], 'import needs --from. Usage: npm run admin -- --help\n'],
  [['--from', 'x', '--to', 'y'], 'import has no option --to. Usage: npm run admin -- --help\n'],
])(
  'a mistake ends with one line: import %p',
  async (options, message) => {
    await expect(admin('import', '--account', 'demo', ...options)).rejects.toMatchObject({ stderr: message });
  },
  60_000,
);

test('an owner without an e-mail address is refused before the account is created', async () => {
  await expect(admin('create-account', '--name', 'Third', '--owner', 'boss')).rejects.toMatchObject({
    stderr: 'boss is not an e-mail address.\n',
  });
  expect(await admin('list-accounts')).not.toContain('Third');
}, 60_000);

test('a command for both the local service and a stage is refused', async () => {
  await expect(admin('list-accounts', '--stage', 'prod')).rejects.toMatchObject({
    stderr: '--local and --stage name two places. Name one of them. Usage: npm run admin -- --help\n',
  });
}, 60_000);
