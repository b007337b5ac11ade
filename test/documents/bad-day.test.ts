import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

/** The calls of "The bad day" in docs/operations.md, as somebody types them one after the other. */

const KEY = 'bad-day-key-of-the-whole-account';
const text = readFileSync('docs/operations.md', 'utf8');
const section = text.slice(text.indexOf('\n## The bad day'), text.indexOf('\n## Restore'));
const calls = [...section.matchAll(/^ {4}(curl .*)$/gm)].map(([, command = '']) => command);

describe('the calls', () => {
  let service: LocalService;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    service = await startLocalService({ environment: { ACCOUNT_KEY: KEY } });
    const call = async (method: string, path: string, body?: object) =>
      (await (
        await fetch(`${service.url}${path}`, {
          method,
          headers: { authorization: `GenieKey ${KEY}` },
          ...(body && { body: JSON.stringify(body) }),
        })
      ).json()) as { data: { id: string } & { id: string }[] };
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

  afterAll(() => service.stop());

  test('the section has calls', () => expect(calls.length).toBeGreaterThan(10));

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
