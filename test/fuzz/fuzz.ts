import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

/**
 * Fuzzes the service from its own OpenAPI document, with a key that may do everything: no 5xx, no status and no answer
 * outside the document, and afterwards it pages as before and has lost nothing. Schemathesis does the asking
 * (SCHEMATHESIS says where it is; otherwise it is looked for on the PATH). Arguments are handed on to it.
 */

const KEY = 'fuzzing-key-of-the-whole-account';
const SEED = '20261124';
/** Fuzzing takes this long. If it has not ended long after, it is killed; a busy machine takes some minutes. */
const SECONDS = 140;
const MAX_SECONDS = 600;
const EXAMPLES = '12';

const DOMAINS = ['ALERT', 'SEARCH', 'CONFIGURATION', 'SCHEDULE_ONCALL', 'HEARTBEAT', 'INCIDENT'];
const NO_LIMITS = Object.fromEntries(DOMAINS.map((domain) => [`RATE_LIMIT_${domain}`, '100000/100000']));

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(`npm run fuzz -- [<option of schemathesis> …]

Fuzzes a local service from its own OpenAPI document for ${SECONDS} seconds, and checks that it pages as before. It needs
schemathesis: pip install schemathesis, or SCHEMATHESIS names it. Options are handed on to it: schemathesis run --help.`);
  process.exit(0);
}

/** Ends with the exit code of schemathesis. */
function fuzz(url: string): Promise<number> {
  const program = process.env.SCHEMATHESIS ?? 'schemathesis';
  const child = spawn(
    program,
    [
      'run',
      `${url}/openapi.json`,
      '--url',
      url,
      '--header',
      `Authorization: GenieKey ${KEY}`,
      '--checks',
      CHECKS.join(','),
      '--phases',
      'examples,coverage,fuzzing',
      '--seed',
      SEED,
      '--max-time',
      String(SECONDS),
      '--max-examples',
      EXAMPLES,
      '--request-timeout',
      '30',
      '--no-shrink',
      '--continue-on-failure',
      '--warnings',
      'off',
      ...process.argv.slice(2),
    ],
    {
      stdio: 'inherit',
      cwd: tmpdir(),
      env: { ...process.env, PYTHONPATH: import.meta.dirname, SCHEMATHESIS_HOOKS: 'hooks' },
    },
  );
  const timer = setTimeout(() => child.kill('SIGTERM'), MAX_SECONDS * 1000);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new Error(`Schemathesis (pip install schemathesis) could not be started: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (signal) console.error(`Schemathesis was still at it after ${MAX_SECONDS} seconds.`);
      resolve(code ?? 1);
    });
  });
}

/** Removes the policies that fuzzing made: they may rightly hold alerts back. */
async function removePolicies(url: string): Promise<void> {
  const headers = { authorization: `GenieKey ${KEY}` };
  for (const kind of ['alert', 'notification']) {
    const { data } = (await (await fetch(`${url}/v2/policies/${kind}`, { headers })).json()) as {
      data: readonly { readonly id: string }[];
    };
    for (const { id } of data) {
      const { status } = await fetch(`${url}/v2/policies/${id}`, { method: 'DELETE', headers });
      if (status !== 200) throw new Error(`Deleting a policy was answered with ${status}.`);
    }
  }
}

/** The local service may first have to process the alerts that the fuzzing left behind. */
const PAGE_WITHIN_MS = 180_000;

/**
 * Creates a user and an alert for that user, and waits until the user is notified. The user is new each time, because the
 * fuzzing finds ids in responses and may change whatever exists in the account.
 */
async function pages({ url, outbox }: LocalService, message: string): Promise<void> {
  const post = async (path: string, body: object) => {
    const { status } = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `GenieKey ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (status >= 300) throw new Error(`POST ${path} was answered with ${status}.`);
  };
  const username = `${crypto.randomUUID()}@example.com`;
  await post('/v2/users', { username, fullName: 'On call', role: { name: 'User' } });
  await post('/v2/alerts', { message, priority: 'P1', responders: [{ type: 'user', username }] });
  await waitFor(
    outbox,
    (messages) => messages.some(({ subject }) => subject?.includes(message) ?? false),
    PAGE_WITHIN_MS,
  );
}

const service = await startLocalService({ environment: { ACCOUNT_KEY: KEY, ...NO_LIMITS } });
let failed = true;
try {
  await pages(service, 'Before the fuzzing');
  const code = await fuzz(service.url);
  await removePolicies(service.url);
  await pages(service, 'After the fuzzing');
  console.log('After the fuzzing the service pages.');
  failed = code !== 0;
} finally {
  await service.stop();
  rmSync(join(tmpdir(), '.schemathesis'), { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
