import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const STAGE = 'rehearsal';
const folder = mkdtempSync(join(tmpdir(), 'tocsin-configuration-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const admin = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)('node', ['scripts/admin.ts', ...args, '--stage', STAGE])).stdout;

const read = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        join(parentPath, name).slice(path.length),
        readFileSync(join(parentPath, name), 'utf8'),
      ]),
  );

/** An account of its own, because other tests change theirs meanwhile. It has a user and a team. */
async function createCompany(): Promise<void> {
  const { key } = JSON.parse(
    await admin('create-account', '--name', 'Source', '--account', 'source', '--json'),
  );
  const send = async (path: string, body: object) => {
    const response = await fetch(`${process.env.TOCSIN_URL}${path}`, {
      method: 'POST',
      headers: { Authorization: `GenieKey ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(201);
  };
  const username = 'exported@example.com';
  await send('/v2/users', { username, fullName: 'Jane Doe', role: { name: 'User' } });
  await send('/v2/teams', { name: 'Operations', members: [{ user: { username } }] });
}

test('an account that is exported and imported into another one is the same there', async () => {
  await createCompany();
  const [source, copy] = [join(folder, 'source'), join(folder, 'copy')];
  await admin('export', '--account', 'source', '--to', source);
  await admin('create-account', '--name', 'Copy', '--account', 'copy');
  expect(await admin('import', '--account', 'copy', '--from', source, '--yes')).toContain(
    '+ teams/Operations\n',
  );
  await admin('export', '--account', 'copy', '--to', copy);
  expect(read(copy)).toEqual(read(source));
  expect(await admin('import', '--account', 'copy', '--from', source)).toBe('Nothing to change.\n');
});
