import { existsSync, readFileSync } from 'node:fs';
import { readService } from '../src/local/template/service.ts';
import { parseCommandLine, refuse } from './arguments.ts';

const USAGE = `npm run roles -- <file> …

Lists the permissions of functions that nothing has used. The files are those that RECORD_ACTIONS named while the service
ran on localhost, for example during the end-to-end tests. Localhost already refuses what a role does not allow.`;

const { positionals } = parseCommandLine(USAGE, {}, { words: true });
const missing = positionals.find((file) => !existsSync(file));
if (missing !== undefined) refuse(`There is no file ${missing}.`, USAGE);
const used = new Set(positionals.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n')));
if (used.size === 0) {
  refuse(
    'Name at least one file: RECORD_ACTIONS=/tmp/actions npm test -- test/e2e, then npm run roles -- /tmp/actions.',
    USAGE,
  );
}

/** Lambda itself uses these: for logs, traces, and the queues that it polls for a function. */
const BY_LAMBDA =
  /^(logs|xray):|^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes)$/;

let count = 0;
for (const { name, statements } of readService('serverless.yml', 'local').functions) {
  const actions = new Set(
    statements.flatMap(({ actions }) => actions).filter((action) => !BY_LAMBDA.test(action)),
  );
  const unused = [...actions].filter((action) => !used.has(`${name} ${action}`));
  if (unused.length > 0) console.log(`${name}: ${unused.join(', ')}`);
  count += unused.length;
}
console.log(`${count} permissions were not used.`);
