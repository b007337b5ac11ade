import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What `npm test` leaves out, since it needs more than Node. */
const LEFT_OUT = [
  {
    run: 'npm run test:clients',
    suite: 'Prometheus Alertmanager',
    programs: ['prometheus-alertmanager', 'alertmanager'],
  },
  {
    run: 'npm run test:clients',
    suite: 'the page /_local in a browser',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
  },
  { run: 'npm run test:clients', suite: 'the Go SDK', programs: ['go'] },
  {
    run: 'npm run test:clients',
    suite: 'the Python SDK',
    programs: ['python3'],
    also: 'pip install -r test/clients/python/requirements.txt',
  },
  {
    run: 'npm run test:clients',
    suite: "Terraform with Opsgenie's provider",
    programs: ['terraform'],
    also: 'go',
  },
  { run: 'npm run fuzz', suite: 'fuzzing from the OpenAPI document', programs: ['schemathesis'] },
  { run: 'npm run rehearse', suite: 'a deployment to an emulator of AWS', programs: ['ministack'] },
];

const isOnPath = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

const describe = ({ run, suite, programs, also }) => {
  const found = programs.some(isOnPath);
  const needs = [programs[0], ...(also ? [also] : [])].join(', ');
  return `  ${run.padEnd(22)}${suite}: needs ${needs}${found ? '' : ` (${programs[0]} is not installed)`}`;
};

/** Prints at the end of a run of all suites what it left out, and what that needs. */
export default class LeftOutReporter {
  constructor({ testPathPatterns, testNamePattern }) {
    this.isOfAll = !testNamePattern && (testPathPatterns?.patterns ?? []).length === 0;
  }

  onRunComplete(_contexts, { numPendingTests, testResults }) {
    if (!this.isOfAll) return;
    const lines = ['', 'Not run by npm test:', ...LEFT_OUT.map(describe)];
    if (numPendingTests > 0) {
      lines.push(`Skipped: ${numPendingTests} tests`);
      for (const { testResults: tests } of testResults) {
        for (const { status, fullName } of tests) if (status === 'pending') lines.push(`  ${fullName}`);
      }
    }
    process.stderr.write(`${lines.join('\n')}\n`);
  }
}
