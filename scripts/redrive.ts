import { parseArgs } from 'node:util';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { depth, discard, peek, putBack } from './redrive/dead-letters.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueue, describeLetter, RETURNABLE } from './redrive/describe.ts';
import { stage } from './stage.ts';

const USAGE = `npm run redrive -- --stage <stage> [--queue ${DEAD_LETTER_QUEUES.join('|')}] [options]

  without options   puts back what a function can try again, in its order: ${RETURNABLE.join(', ')}
  --show            shows what lies in the dead-letter queues and leaves it there
  --discard         deletes it; notifications and runs of the reconciler have no queue to go back to
  --limit <n>       at most so many messages (1000)`;

const { values } = parseArgs({
  options: {
    stage: { type: 'string' },
    region: { type: 'string' },
    queue: { type: 'string' },
    show: { type: 'boolean' },
    discard: { type: 'boolean' },
    limit: { type: 'string', default: '1000' },
    help: { type: 'boolean' },
  },
});

const limit = Number(values.limit);
const asked = DEAD_LETTER_QUEUES.find((queue) => queue === values.queue);
const conflicting = values.show && values.discard;
// To delete is said of a queue by name.
const unnamed = values.discard && !asked;

if (values.help || !(limit > 0) || (values.queue && !asked) || conflicting || unnamed) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 1);
}

const { name: stageName, region } = stage(values);
const client = new SQSClient({ region });

async function urlOf(queue: string): Promise<string> {
  const { QueueUrl } = await client.send(
    new GetQueueUrlCommand({ QueueName: `tocsin-${stageName}-${queue}` }),
  );
  if (!QueueUrl) throw new Error(`There is no queue ${queue} in the stage ${stageName}.`);
  return QueueUrl;
}

/** Those that are filled by services that know no FIFO queues: Lambda's destinations and SNS. */
const STANDARD: readonly DeadLetterQueue[] = ['scheduled-functions', 'received-sms', 'received-emails'];
const endingOf = (queue: DeadLetterQueue) => (STANDARD.includes(queue) ? '' : '.fifo');

const deadLetterUrl = (queue: DeadLetterQueue) => urlOf(`${queue}-dlq${endingOf(queue)}`);

async function show(queue: DeadLetterQueue): Promise<void> {
  const url = await deadLetterUrl(queue);
  const letters = await peek(client, url, limit);
  console.log(`${queue}: ${await depth(client, url)}`);
  for (const letter of letters) console.log(`  ${describeLetter(queue, letter)}`);
}

if (values.show) {
  for (const queue of asked ? [asked] : DEAD_LETTER_QUEUES) await show(queue);
} else if (values.discard && asked) {
  console.log(`${asked}: ${await discard(client, await deadLetterUrl(asked), limit)} deleted`);
} else {
  const back = RETURNABLE.filter((queue) => !asked || queue === asked);
  if (back.length === 0) {
    console.error(`Messages of ${asked} have no queue to go back to; --show and --discard are for them.`);
    process.exitCode = 1;
  }
  for (const queue of back) {
    const moved = await putBack(client, {
      from: await deadLetterUrl(queue),
      to: await urlOf(`${queue}${endingOf(queue)}`),
      limit,
    });
    console.log(`${queue}: ${moved} put back`);
  }
}
