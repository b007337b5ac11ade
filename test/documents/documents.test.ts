import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

/** The commands, links and snippets of the documents must work. */

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
].map((file) => ({ file, text: readFileSync(file, 'utf8') }));

const textOf = (file: string) => documents.find((document) => document.file === file)?.text ?? '';

/** The name that GitHub gives to a heading. */
const toAnchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');

function* brokenLinks() {
  for (const { file, text } of documents) {
    const prose = text.replaceAll(/```[\s\S]*?```/g, '');
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const linked = path === '' ? file : join(dirname(file), path);
      if (!existsSync(linked)) yield `${file}: ${target}`;
      else if (anchor !== undefined) {
        const anchors = [...readFileSync(linked, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
          toAnchor(heading),
        );
        if (!anchors.includes(anchor)) yield `${file}: ${target}`;
      }
    }
  }
}

test('every link between documents leads to a file and a heading', () => {
  expect([...brokenLinks()]).toEqual([]);
});

test('code-map.md names functions that the files beside them export', () => {
  const rows = [
    ...textOf('docs/code-map.md').matchAll(/^\|[^|]+\| `(\w+)` \| \[[^\]]+\]\(\.\.\/([^)]+)\) \|$/gm),
  ];
  expect(rows.length).toBeGreaterThan(40);
  const missing = rows.filter(
    ([, name, file = '']) =>
      !new RegExp(`^export (async )?(function|const) ${name}\\b`, 'm').test(readFileSync(file, 'utf8')),
  );
  expect(missing.map(([row]) => row)).toEqual([]);
});

/** Members of Opsgenie's API that are accepted and ignored, so that no code names them. */
const IGNORED_MEMBERS = ['invitationDisabled', 'statusPageEntry'];

test('every parameter and member that a document names in camel case exists in the code', () => {
  const folders = ['src', 'web/src', 'scripts', 'serverless'];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|tsx|yml)$/.test(file))
      .map((file) => join(folder, file)),
  );
  const code = [...files, 'serverless.yml'].map((file) => readFileSync(file, 'utf8')).join('\n');
  const known = new Set([...(code.match(/\w+/g) ?? []), ...IGNORED_MEMBERS]);
  // The change log and the decisions tell what was.
  const current = documents.filter(({ file }) => file !== 'CHANGELOG.md' && !file.startsWith('docs/adr/'));
  const named = current.flatMap(({ file, text }) =>
    [...text.matchAll(/`([a-z]+[A-Z]\w+)`|--param="(\w+)=/g)].map(([, member, parameter]) => ({
      file,
      name: member ?? parameter ?? '',
    })),
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});

test('every npm script that a document names exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
  const named = documents.flatMap(({ file, text }) =>
    [...text.matchAll(/npm run (\w[\w:-]*)/g)].map(([, script = '']) => ({ file, script })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
});

test('the configuration of Alertmanager in the migration guide is valid YAML with the members of a receiver', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(textOf('docs/migrating-from-opsgenie.md')) ?? [];
  expect(parse(yaml)).toEqual({
    receivers: [
      {
        name: 'oncall',
        opsgenie_configs: [
          {
            api_url: expect.stringContaining('api'),
            api_key: '<key>',
            update_alerts: true,
            priority: expect.stringContaining('.CommonLabels.severity'),
          },
        ],
      },
    ],
  });
});

const ACCOUNT_KEY = 'documents-key-of-the-whole-account';

describe('commands of the README', () => {
  let service: LocalService;

  beforeAll(async () => {
    service = await startLocalService({ environment: { ACCOUNT_KEY } });
  });

  afterAll(() => service.stop());

  /** The command in the README that begins so, ready for a shell. */
  function readmeCommand(start: string): string {
    const indented = new RegExp(`^    (${start}(?:.*\\\\\\n)*.*)$`, 'm').exec(textOf('README.md'));
    if (!indented?.[1]) throw new Error(`The README has no command that begins with ${start}.`);
    return indented[1].replaceAll('http://localhost:3000', service.url).replaceAll('<key>', service.apiKey);
  }

  test('the curl command opens an alert that notifies somebody', async () => {
    const { stdout } = await promisify(execFile)('sh', ['-c', readmeCommand('curl')]);
    expect(JSON.parse(stdout)).toMatchObject({ result: 'Request will be processed' });
    const sent = await waitFor(service.outbox, (messages) => messages.length > 0);
    expect(sent[0]).toMatchObject({ subject: expect.stringContaining('The database is on fire') });
  });

  test.each(['/_local', '/openapi.json', '/v2/health'])('%s answers', async (path) => {
    expect((await fetch(`${service.url}${path}`)).status).toBe(200);
  });

  async function create(
    path: string,
    body: object,
  ): Promise<{ readonly status: number; readonly id: string }> {
    const response = await fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: { authorization: `GenieKey ${ACCOUNT_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { data } = (await response.json()) as { data?: { id: string } };
    return { status: response.status, id: data?.id ?? '' };
  }

  test('the maintenance of docs/api.md is accepted', async () => {
    const [, json = ''] =
      /^ {4}(\{"description": "Patches"[\s\S]*?\}\}\})$/m.exec(textOf('docs/api.md')) ?? [];
    const integration = await create('/v2/integrations', { type: 'API', name: 'Patched system' });
    const rule = { state: 'disabled', entity: { id: integration.id, type: 'integration' } };
    const maintenance = await create(
      '/v1/maintenance',
      JSON.parse(json.replace('[…]', JSON.stringify([rule]))),
    );
    expect(maintenance.status).toBe(201);
  });
});
