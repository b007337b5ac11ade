import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { formatMeant, parseCommandLine, refuse, requireNumber, requireStage } from './arguments.ts';
import { CommandError, runCommand } from './command-line.ts';
import { depth, discard, peek, returnToQueue } from './redrive/dead-letters.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueue, describeLetter, RETURNABLE } from './redrive/describe.ts';

const USAGE = `npm run redrive -- --stage <stage> [--queue ${DEAD_LETTER_QUEUES.join('|')}] [options]

  without options   returns the messages to their queues, in order: ${RETURNABLE.join(', ')}
  --show            shows the messages in the dead-letter queues and leaves them there
  --discard         deletes the messages of one queue; use it for notifications and failed scheduled functions, which
                    cannot be returned
  --limit <n>       maximum number of messages (1000)`;

const { values } = parseCommandLine(USAGE, {
  stage: { type: 'string' },
  region: { type: 'string' },
  queue: { type: 'string' },
  show: { type: 'boolean' },
  discard: { type: 'boolean' },
  limit: { type: 'string', default: '1000' },
});

/** More than a queue holds in practice. */
const MAX_LIMIT = 1_000_000;

const limit = requireNumber(USAGE, '--limit', values.limit, [1, MAX_LIMIT]);
const asked = DEAD_LETTER_QUEUES.find((queue) => queue === values.queue);

const findMistake = (): string | undefined => {
  if (values.queue !== undefined && !asked) {
    const meant = formatMeant(values.queue, DEAD_LETTER_QUEUES);
    return `There is no queue ${values.queue}.${meant || ` There are ${DEAD_LETTER_QUEUES.join(', ')}.`}`;
  }
  if (values.show && values.discard) return '--show and --discard exclude each other.';
  if (values.discard && !asked) return '--discard needs a --queue.';
  return undefined;
};

const mistake = findMistake();
if (mistake) refuse(mistake, USAGE);

const target = requireStage(values, USAGE);
const { name: stageName, region } = target;
const client = new SQSClient({ region });

async function getQueueUrl(queue: string): Promise<string> {
  const { QueueUrl } = await client.send(
    new GetQueueUrlCommand({ QueueName: `tocsin-${stageName}-${queue}` }),
  );
  if (!QueueUrl) throw new CommandError(`No queue ${queue} in stage ${stageName}.`);
  return QueueUrl;
}

/** Standard queues: Lambda destinations and the SNS topics of SES and SMS cannot send to FIFO queues. */
const STANDARD: readonly DeadLetterQueue[] = ['scheduled-functions', 'received-sms', 'received-emails'];
const nameSuffix = (queue: DeadLetterQueue) => (STANDARD.includes(queue) ? '' : '.fifo');

const deadLetterUrl = (queue: DeadLetterQueue) => getQueueUrl(`${queue}-dlq${nameSuffix(queue)}`);

async function show(queue: DeadLetterQueue): Promise<void> {
  const url = await deadLetterUrl(queue);
  const letters = await peek(client, url, limit);
  console.log(`${queue}: ${await depth(client, url)}`);
  for (const letter of letters) console.log(`  ${describeLetter(queue, letter)}`);
}

async function run(): Promise<void> {
  if (values.show) {
    for (const queue of asked ? [asked] : DEAD_LETTER_QUEUES) await show(queue);
  } else if (values.discard && asked) {
    console.log(`${asked}: ${await discard(client, await deadLetterUrl(asked), limit)} deleted`);
  } else {
    const back = RETURNABLE.filter((queue) => !asked || queue === asked);
    if (back.length === 0) {
      throw new CommandError(`Messages of ${asked} cannot be returned to a queue. Use --show or --discard.`);
    }
    for (const queue of back) {
      const moved = await returnToQueue(client, {
        from: await deadLetterUrl(queue),
        to: await getQueueUrl(`${queue}${nameSuffix(queue)}`),
        limit,
      });
      console.log(`${queue}: ${moved} returned`);
    }
  }
}

await runCommand(run, target);
