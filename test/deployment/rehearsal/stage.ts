import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { OutboxEntry } from '../../../src/local/shared/outbox.ts';

/** The deployed stage, as scripts/rehearse.ts hands it over. */
const settings = () => {
  const { TOCSIN_URL, TOCSIN_KEY } = process.env;
  if (!TOCSIN_URL || !TOCSIN_KEY) throw new Error('These tests are run by npm run rehearse.');
  return { url: TOCSIN_URL, key: TOCSIN_KEY };
};

// biome-ignore lint/suspicious/noExplicitAny: an answer may have any shape; the tests assert which
type Body = any;

export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** Calls the stage's API with the account's key. */
export async function call(method: string, path: string, body?: object): Promise<Answer> {
  const { url, key } = settings();
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { Authorization: `GenieKey ${key}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

/** All messages that were sent so far, over all channels, oldest first. */
export async function outbox(): Promise<readonly OutboxEntry[]> {
  return (await fetch(`${settings().url}/_outbox`)).json() as Promise<readonly OutboxEntry[]>;
}

/** Reads until the value matches; throws with the last value if it never does. */
export async function eventually<T>(
  look: () => Promise<T>,
  isIt: (value: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (isIt(value)) return value;
    if (Date.now() > deadline) throw new Error(`It did not come to pass: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Sends an alert or an action on one, and waits until it is done. Returns the id of the alert. */
export async function done(method: string, path: string, body?: object): Promise<string> {
  const accepted = await call(method, path, body);
  expect(accepted).toMatchObject({ status: 202 });
  const { body: request } = await eventually(
    () => call('GET', `/v2/alerts/requests/${accepted.body.requestId}`),
    ({ status }) => status === 200,
  );
  expect(request.data).toMatchObject({ success: true, isSuccess: true });
  return request.data.alertId;
}

/** The message of a channel that says the words, once it was sent. */
export async function sent(
  channel: OutboxEntry['channel'],
  words: string,
  withinMs?: number,
): Promise<OutboxEntry> {
  const [message] = await eventually(
    async () =>
      (await outbox()).filter((entry) => entry.channel === channel && JSON.stringify(entry).includes(words)),
    (messages) => messages.length > 0,
    withinMs,
  );
  return message as OutboxEntry;
}

export async function createUser(username: string): Promise<void> {
  const created = await call('POST', '/v2/users', { username, fullName: username, role: { name: 'User' } });
  expect(created).toMatchObject({ status: 201 });
}

/** Has the user sent a text at once, and an e-mail that many minutes later. */
export async function textThenMail(username: string, phone: string, minutes = 1): Promise<void> {
  const path = `/v2/users/${username}`;
  await call('POST', `${path}/contacts`, { method: 'sms', to: phone });
  const { body } = await call('GET', `${path}/notification-rules`);
  const rule = body.data.find(({ actionType }: { actionType: string }) => actionType === 'create-alert');
  const changed = await call('PATCH', `${path}/notification-rules/${rule.id}`, {
    steps: [
      { contact: { method: 'sms', to: phone }, sendAfter: { timeAmount: 0, timeUnit: 'minutes' } },
      { contact: { method: 'email', to: username }, sendAfter: { timeAmount: minutes, timeUnit: 'minutes' } },
    ],
  });
  expect(changed).toMatchObject({ status: 200 });
}

export const stepFunctions = new SFNClient({});
const STATE_MACHINE = 'arn:aws:states:eu-west-1:000000000000:stateMachine:tocsin-rehearsal-alert-escalation';

/** The executions of an alert, the first first, with their input and how they ended. */
export async function executionsOf(alertId: string) {
  const { executions = [] } = await stepFunctions.send(
    new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE }),
  );
  const named = executions.filter(({ name }) => name?.includes(alertId));
  const described = await Promise.all(
    named.map(({ executionArn }) => stepFunctions.send(new DescribeExecutionCommand({ executionArn }))),
  );
  return described.toSorted((a, b) => Number(a.startDate) - Number(b.startDate));
}

/** Stops the alert's execution, as an operator may do in the AWS console. */
export async function stopByHand(alertId: string): Promise<void> {
  for (const { executionArn } of await executionsOf(alertId)) {
    await stepFunctions.send(new StopExecutionCommand({ executionArn, cause: 'Stopped by hand' }));
  }
}

/** Publishes to a topic of the stage, as AWS' own services do; by SNS' form, so that no client is needed for it alone. */
export async function publish(topic: string, message: object): Promise<void> {
  const { status } = await fetch(process.env.AWS_ENDPOINT_URL ?? '', {
    method: 'POST',
    headers: {
      Authorization:
        'AWS4-HMAC-SHA256 Credential=test/20261124/eu-west-1/sns/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: `arn:aws:sns:eu-west-1:000000000000:tocsin-rehearsal-${topic}`,
      Message: JSON.stringify(message),
    }),
  });
  expect(status).toBe(200);
}

/** The names of the states that the alert's first execution has entered so far. */
export async function statesOf(alertId: string): Promise<readonly string[]> {
  const [first] = await executionsOf(alertId);
  // The request status exists before the execution.
  if (!first) return [];
  const { events = [] } = await stepFunctions.send(
    new GetExecutionHistoryCommand({ executionArn: first.executionArn, maxResults: 1000 }),
  );
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

/** The state that executions of the escalation begin with which are started now. */
export async function firstState(): Promise<string> {
  const { definition = '{}' } = await stepFunctions.send(
    new DescribeStateMachineCommand({ stateMachineArn: STATE_MACHINE }),
  );
  return JSON.parse(definition).StartAt;
}
