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
/** Fuzzing goes on for so long, and is ended after a while more whatever it does. */
const SECONDS = 140;
const MAX_SECONDS = 240;
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
      '10',
      '--no-shrink',
      '--continue-on-failure',
      '--warnings',
      'off',
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit', cwd: tmpdir() },
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

/** What the account was given at the start; fuzzing knows neither names nor ids of it. */
async function stateOf(service: LocalService): Promise<string> {
  const paths = [
    '/v2/teams/Operations?identifierType=name',
    '/v2/users/jane@example.com?expand=contact',
    '/v2/users/omar@example.com?expand=contact',
    '/v2/users/jane@example.com/notification-rules',
    '/v2/schedules/Operations%20on%20call?identifierType=name',
    '/v2/escalations/Operations%20escalation?identifierType=name',
    '/v2/teams/Operations/routing-rules?teamIdentifierType=name',
  ];
  const answers = await Promise.all(paths.map((path) => service.call('GET', path)));
  return JSON.stringify(answers.map(({ status, body }) => ({ status, data: body.data })));
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

/** Creates an alert as a tool would and waits until somebody is notified. */
async function pages(service: LocalService, message: string): Promise<void> {
  const { status } = await service.call('POST', '/v2/alerts', { message, priority: 'P1' });
  if (status !== 202) throw new Error(`Creating an alert was answered with ${status}.`);
  await waitFor(
    service.outbox,
    (messages) => messages.some(({ subject }) => subject?.includes(message) ?? false),
    PAGE_WITHIN_MS,
  );
}

const service = await startLocalService({ environment: { ACCOUNT_KEY: KEY, ...NO_LIMITS } });
let failed = true;
try {
  const before = await stateOf(service);
  await pages(service, 'Before the fuzzing');
  const code = await fuzz(service.url);
  await removePolicies(service.url);
  await pages(service, 'After the fuzzing');
  const after = await stateOf(service);
  if (after !== before) console.error(`The account has changed.\nBefore: ${before}\nAfter:  ${after}`);
  else console.log('After the fuzzing the service pages, and the account is as it was.');
  failed = code !== 0 || after !== before;
} finally {
  await service.stop();
  rmSync(join(tmpdir(), '.schemathesis'), { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
