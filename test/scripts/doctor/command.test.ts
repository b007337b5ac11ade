import { spawnSync } from 'node:child_process';

/** Runs the doctor where nothing answers for AWS. */
function runDoctor(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'scripts/doctor.ts', '--stage', 'dev', ...args],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
      },
    },
  );
  return { status, output: stdout + stderr };
}

const EMAIL = '--param=emailFrom=oncall@example.com';

test('the exit status is 3 if lines are only unknown', () => {
  const { status, output } = runDoctor(EMAIL);
  expect(output).toMatch(/unknown Stack: AWS cannot be reached \(ECONNREFUSED\)/);
  expect(output).not.toMatch(/^ {2}wrong/m);
  expect(status).toBe(3);
});

test('the exit status is 1 if a line is wrong, and the output as JSON has the same lines', () => {
  const { status, output } = runDoctor(EMAIL, '--region', 'eu-central-1', '--json');
  const findings: readonly { readonly state: string; readonly fix?: string }[] = JSON.parse(output);
  expect(new Set(findings.map(({ state }) => state))).toEqual(new Set(['ok', 'wrong', 'unknown']));
  expect(findings.filter(({ state, fix }) => state !== 'ok' && !fix)).toEqual([]);
  expect(status).toBe(1);
});

test('a parameter that serverless.yml does not have is refused', () => {
  const { status, output } = runDoctor('--param=emailFor=oncall@example.com');
  expect(output).toContain('serverless.yml has no parameter emailFor.');
  expect(status).toBe(1);
});
