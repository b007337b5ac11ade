import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

/** The calls of "The bad day" in docs/operations.md, as somebody types them one after the other. */

const KEY = 'bad-day-key-of-the-whole-account';
const text = readFileSync('docs/operations.md', 'utf8');
const section = text.slice(text.indexOf('\n## The bad day'), text.indexOf('\n## Restore'));
const calls = [...section.matchAll(/^ {4}(curl .*)$/gm)].map(([, command = '']) => command);
const adminCommands = [...section.matchAll(/npm run admin -- ([^`\n]+)/g)].map(([, command = '']) => command);

describe('the calls', () => {
  let service: LocalService;
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bad-day-'));
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    service = await startLocalService({ dataFolder: folder, environment: { ACCOUNT_KEY: KEY } });
    const call = async (method: string, path: string, body?: object) =>
      (await (
        await fetch(`${service.url}${path}`, {
          method,
          headers: { authorization: `GenieKey ${KEY}` },
          ...(body && { body: JSON.stringify(body) }),
        })
      ).json()) as { data: { id: string } & { id: string }[] };
    ids.ACCOUNT_ID = /account\s+(\S+)/.exec(await admin('list-accounts --stage STAGE'))?.[1] ?? '';
    ids.INTEGRATION_ID = (await call('POST', '/v2/integrations', { type: 'API', name: 'Storm' })).data.id;
    ids.CONTACT_ID = (await call('GET', '/v2/users/jane@example.com/contacts')).data[0]?.id ?? '';
    await call('POST', '/v2/alerts', {
      message: 'storm',
      responders: [{ type: 'user', username: 'jane@example.com' }],
    });
    const alerts = await waitFor(
      async () => (await call('GET', '/v2/alerts?query=message:storm')).data,
      (found) => found.length > 0,
    );
    ids.ALERT_ID = alerts[0]?.id ?? '';
  });

  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  /** Runs a command of the operator on the local service in the place of a stage; resolves to what it prints. */
  async function admin(command: string): Promise<string> {
    const typed = command.replace('--stage STAGE', '--local').replace('ID', ids.ACCOUNT_ID ?? '');
    const { stdout } = await promisify(execFile)(
      'sh',
      ['-euc', `exec "$NODE" --disable-warning=ExperimentalWarning scripts/admin.ts ${typed}`],
      { env: { ...process.env, NODE: process.execPath, TOCSIN_DATA: folder } },
    );
    return stdout;
  }

  test('the section has calls', () => expect(calls.length).toBeGreaterThan(10));

  test('the section has commands of the operator', () => {
    expect(adminCommands.length).toBeGreaterThan(3);
    for (const command of adminCommands) expect(command).toContain('--stage STAGE');
  });

  test.each(adminCommands)('the operator can run: %s', async (command) => {
    // A check that finds problems prints them, and ends with the exit code 1.
    const printed = await admin(command).catch(({ code, stdout }: { code: number; stdout: string }) =>
      command.startsWith('check') && code === 1 ? stdout : Promise.reject(new Error(stdout)),
    );
    expect(printed).toMatch(command.startsWith('check') ? /problem/i : /\S/);
  });

  test.each(calls)('succeeds: %s', async (command) => {
    const dates = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
    const typed = Object.entries(ids)
      .reduce((line, [name, id]) => line.replaceAll(name, id), command)
      .replace('2026-11-24T12:00:00Z', dates[0] ?? '')
      .replace('2026-11-25T12:00:00Z', dates[1] ?? '')
      .replace(/^curl/, `curl -s -w '\\n%{http_code}'`);
    const { stdout } = await promisify(execFile)('sh', ['-euc', typed], {
      env: { ...process.env, URL: service.url, KEY },
    });
    expect(stdout).toMatch(/\n20[012]$/);
  });
});
