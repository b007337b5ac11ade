import { readTemplate } from '../src/local/template/variables.ts';
import { parseCommandLine, refuse, requireStage } from './arguments.ts';
import { createAwsCall } from './doctor/aws-call.ts';
import { checkEmail } from './doctor/email.ts';
import { listEmailContacts, tableOfStage } from './doctor/email-contacts.ts';
import type { Check, Finding } from './doctor/finding.ts';
import { checkLimits } from './doctor/limits.ts';
import { listMailHosts } from './doctor/mail-hosts.ts';
import { checkPhone } from './doctor/phone.ts';
import { checkStack } from './doctor/stack.ts';

const USAGE = `npm run doctor -- --stage <stage> [--region <region>] [--param "name=value" …] [--json]

Checks the AWS account for a stage, before or after its deployment: stack and left-overs, account, region and quotas, e-mail, texts,
calls and push. Each line is ok, wrong, unknown or a warning, with what puts it right. It changes nothing. Give it the same --param as sls
deploy. The exit status is 0 if nothing is wrong, 1 if something is, 3 if something is only unknown.`;

const { values } = parseCommandLine(USAGE, {
  stage: { type: 'string' },
  region: { type: 'string' },
  param: { type: 'string', multiple: true },
  json: { type: 'boolean' },
});
const { name: stage, region } = requireStage(values, USAGE);
const given = new Map(
  (values.param ?? []).map((text) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      return refuse(`--param must be name=value, such as --param "logRetention=30", not ${text}.`, USAGE);
    }
    return [name, value] as const;
  }),
);
const { resolve } = readTemplate({ file: 'serverless.yml', stage });

for (const name of given.keys()) {
  try {
    resolve(`\${param:${name}}`);
  } catch {
    refuse(`serverless.yml has no parameter ${name}.`, USAGE);
  }
}

const GROUPS: readonly (readonly [title: string, check: Check])[] = [
  ['Stack', checkStack],
  ['Account and quotas', checkLimits],
  ['E-mail', checkEmail],
  ['Texts, calls and push', checkPhone],
];

const deps = {
  call: createAwsCall(region),
  settings: {
    stage,
    region,
    parameter: (name: string) => given.get(name) ?? String(resolve(`\${param:${name}}`)),
  },
  resolveMx: listMailHosts,
  listEmailContacts: () => listEmailContacts(tableOfStage(stage, region)),
};

const all: Finding[] = [];
for (const [title, check] of GROUPS) {
  const findings = await check(deps);
  all.push(...findings);
  if (values.json) continue;
  console.log(`\n${title}`);
  for (const { state, text, fix } of findings) {
    console.log(`  ${state.padEnd(8)}${text}`);
    if (fix) console.log(`          ${fix}`);
  }
}
if (values.json) console.log(JSON.stringify(all, null, 2));
const has = (state: Finding['state']) => all.some((finding) => finding.state === state);
process.exitCode = has('wrong') ? 1 : has('unknown') ? 3 : 0;
