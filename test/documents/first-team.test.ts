import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';
import { getRequestExample } from '../../src/handlers/routes/all-examples.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';
import { createRouter } from '../../src/http/router.ts';

/** The commands of docs/first-team.md, as somebody types them one after the other. */

const ACCOUNT_KEY = 'first-team-key-of-the-whole-account';
const text = readFileSync('docs/first-team.md', 'utf8');
const commands = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = '']) => code).join('\n');

/** The calls in the commands that have a body; what the shell fills in is that of the first person. */
const calls = [
  ...commands
    .replaceAll("'$phone'", '1-2025550143')
    .replaceAll("'$user'", 'anna@example.com')
    .matchAll(/api (POST|PATCH) (["']?)(\/\S+?)\2 '(\{[\s\S]*?\})'/g),
].map(([, method = '', , path = '', body = '']) => ({ method, path, body: JSON.parse(body) as object }));

test('the first body of each operation is its example in /openapi.json', () => {
  const router = createRouter(allRoutes());
  const first = new Map<string, object>();
  for (const { method, path, body } of calls) {
    const { route } = router.match(method, path.replace(/\?.*/, '')) ?? {};
    const operation = `${method} ${route?.path}`;
    // The alert of the example has more members than anybody types at first.
    if (operation !== 'POST /v2/alerts' && !first.has(operation)) first.set(operation, body);
  }
  expect(first.size).toBe(11);
  for (const [operation, body] of first) {
    expect({ operation, body }).toEqual({ operation, body: getRequestExample(operation) });
  }
});

describe('the commands', () => {
  let service: LocalService;
  let output: string;

  beforeAll(async () => {
    service = await startLocalService({ timeScale: 60, environment: { ACCOUNT_KEY } });
    const script = commands
      .replace('http://localhost:3000', service.url)
      .replace('<account key>', ACCOUNT_KEY)
      .replace('sleep 1', 'sleep 0.1');
    const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', script]);
    output = stdout;
  });

  afterAll(() => service.stop());

  test('all succeed, without a warning and without an ignored member', () => {
    expect(output).not.toMatch(/"warnings"|"ignored"/);
    expect(output).toContain('"result":"PONG');
  });

  test('the alert at the end reaches who is on call', () => {
    expect(output).toMatch(/"reached":"(anna|ben)@example\.com"/);
  });

  test('both members of the team can be reached by e-mail, SMS and call', () => {
    const { data } = JSON.parse(output.trim().split('\n').at(-1) ?? '');
    expect(data.members).toHaveLength(2);
    expect(data.members).toEqual(
      Array(2).fill(expect.objectContaining({ methods: ['email', 'sms', 'voice'], problems: [] })),
    );
  });

  test('who is on call gets an e-mail at once, a text after one minute and a call after three', async () => {
    const about = async () =>
      (await service.outbox()).filter(({ subject, text: body }) =>
        `${subject} ${body}`.includes('Checkout answers'),
      );
    const sent = await waitFor(about, (messages) => messages.some(({ channel }) => channel === 'voice'));
    // The escalation may notify the next person before the last message of the first one.
    const [first] = sent;
    const person =
      first?.to[0] === 'anna@example.com' ? 'anna@example.com +12025550143' : 'ben@example.com +12025550144';
    const channels = sent.filter(({ to }) => person.includes(to[0] ?? '')).map(({ channel }) => channel);
    expect(channels.slice(0, 3)).toEqual(['email', 'sms', 'voice']);
  });
});
