import { waitFor } from '../../simulator/local-service.ts';
import { type Account, concurrently, ESCALATION, MINUTE, openAccount } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' });

/** Creates a policy for the alerts with the tag. */
async function configure(tag: string, policy: object): Promise<void> {
  const { status, body } = await account.call('POST', '/v2/policies', {
    name: tag,
    filter: {
      type: 'match-all-conditions',
      conditions: [{ field: 'tags', operation: 'contains', expectedValue: tag }],
    },
    ...policy,
  });
  expect({ status, body }).toMatchObject({ status: 201 });
}

const create = (message: string, tag: string, more: object = {}) =>
  account.act('POST', '/v2/alerts', {
    message,
    alias: message,
    tags: [tag],
    responders: [{ type: 'escalation', name: ESCALATION }],
    ...more,
  });

concurrently(
  'an alert policy changes the texts that responders read, and merges alerts by alias',
  async () => {
    await configure('merge', {
      type: 'alert',
      message: '{{details.host.toUpperCase()}} is in trouble',
      alias: 'merged {{details.host}}',
      priority: 'P1',
    });
    await create('disk is full', 'merge', { details: { host: 'db7' } });
    await create('load is high', 'merge', { details: { host: 'db7' } });
    const merged = '/v2/alerts/merged%20db7?identifierType=alias';
    const { body } = await waitFor(
      () => account.call('GET', merged),
      (answer) => (answer.body.data as { count?: number } | undefined)?.count === 2,
    );
    expect(body.data).toMatchObject({ message: 'DB7 is in trouble', priority: 'P1' });
    const sent = await account.waitForMessages('DB7 is in trouble', 1);
    // Each step of the one alert is sent once. How many of them are due by now depends on the machine's speed.
    expect(new Set(sent).size).toBe(sent.length);
    expect(await account.sentAbout('load is high')).toEqual([]);
  },
);

concurrently(
  'a suppress policy notifies nobody; a dedup threshold delays notifications until it is reached',
  async () => {
    await configure('suppressed', { type: 'notification', suppress: true });
    await configure('held', {
      type: 'notification',
      deduplicationAction: { deduplicationActionType: 'value-based', count: 3 },
    });
    await create('Suppressed alert', 'suppressed');
    await create('Held alert', 'held');
    await create('Held alert', 'held');
    await account.waitForEscalation();
    expect(await account.sentAbout('Suppressed alert')).toEqual([]);
    expect(await account.sentAbout('Held alert')).toEqual([]);
    await create('Held alert', 'held');
    expect((await account.waitForMessages('Held alert', 1))[0]).toMatch(/^jane /);
  },
);

concurrently('policies delay the escalation, restart it, and finally close the alert', async () => {
  await configure('delayed', {
    type: 'notification',
    delayAction: { delayOption: 'for-duration', duration: minutes(5) },
    autoRestartAction: { duration: minutes(10), maxRepeatCount: 1 },
    autoCloseAction: { duration: minutes(25) },
  });
  await create('Late alert', 'delayed');
  const round = ['jane email', 'jane sms', 'jane voice', 'omar email', 'omar sms', 'omar voice'];
  const sent = await account.waitForMessages('Late alert', 12);
  // Steps are a second apart at this speed: on a busy machine, two of one round may change places.
  expect([sent.slice(0, 6).toSorted(), sent.slice(6).toSorted()]).toEqual([round, round]);
  const [first] = await account.messagesAbout('Late alert');
  const { createdAt } = await account.alert('Late alert');
  expect((first?.at ?? 0) - Date.parse(String(createdAt))).toBeGreaterThanOrEqual(5 * MINUTE);
  await waitFor(
    async () => (await account.call('GET', '/v2/alerts?query=status:closed')).body.data as object[],
    (closed) => closed.some((alert) => 'message' in alert && alert.message === 'Late alert'),
  );
});
