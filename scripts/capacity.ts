import { computeLimits, PROD, PROD_POLICY_BYTES } from '../simulator/capacity/limits.ts';
import { countAlert } from '../simulator/capacity/profile.ts';
import { logger } from '../src/platform/logger.ts';
import { parseCommandLine, refuse } from './arguments.ts';
import { formatCapacity, parseBytes, parseQuestion } from './capacity/command.ts';
import { CommandError } from './command-line.ts';

const USAGE = `npm run capacity -- [--rate 500] [--tenants 20] [--policies 40kB] [--region eu-west-1] [--minutes 5]
                    [--worker-concurrency 200] [--reconciler-parts 4] [--api-rate-limit 2000] [--json]

Shows which quota of AWS, parameter or partition key of the table a stage reaches first, and at how many new alerts a second.

  --rate                new alerts a second of all accounts, at most 10,000
  --tenants             accounts that share them evenly
  --policies            size of an account's list of alert policies, and of its list of notification policies
  --region              region of AWS, for its quotas
  --minutes             minutes until an alert is acknowledged
  --worker-concurrency, --reconciler-parts, --api-rate-limit
                        parameters of the deployment; the defaults are those of the stage prod
  --json                all rows as JSON

Each alert is created, notified once by e-mail, acknowledged and closed. The real functions run on a table in memory, and what
they call, read and write is counted by partition key. Nothing is called on AWS.`;

const { values } = parseCommandLine(USAGE, {
  rate: { type: 'string', default: String(PROD.rate) },
  tenants: { type: 'string', default: String(PROD.tenants) },
  policies: { type: 'string', default: `${PROD_POLICY_BYTES / 1_000}kB` },
  region: { type: 'string', default: PROD.region },
  minutes: { type: 'string', default: String(PROD.minutes) },
  'worker-concurrency': { type: 'string', default: String(PROD.workerConcurrency) },
  'reconciler-parts': { type: 'string', default: String(PROD.reconcilerParts) },
  'api-rate-limit': { type: 'string', default: String(PROD.apiRateLimit) },
  json: { type: 'boolean', default: false },
});

try {
  logger.setLogLevel('SILENT');
  const question = parseQuestion(values);
  const rows = computeLimits(await countAlert(parseBytes(values.policies)), question);
  console.log(
    values.json
      ? JSON.stringify({ question: { ...question, policies: values.policies }, rows }, null, 2)
      : formatCapacity(question, values.policies, rows),
  );
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  refuse(error.message, USAGE);
}
