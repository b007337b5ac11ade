import { call, createUser, done, eventually, sent, statesOf } from './stage.ts';

/**
 * The ways through the state machine that a failed notification takes, and a wait, as Step Functions goes them. The emulator lists no
 * states inside a Map, and gives every error of a function the same name: it neither retries a sender nor goes through
 * RecordFailure. test/statemachines/paths.test.ts has every way.
 */

/** Nothing is sent to a private address. */
const PRIVATE = 'https://127.0.0.1:9/hook';

/** A user whose webhook is called after so many minutes, with an e-mail half an hour later and a text after an hour. */
async function createWebhookUser(name: string, to: string, minutes = 0): Promise<string> {
  const username = `${name}@example.com`;
  await createUser(username);
  const path = `/v2/users/${username}`;
  const phone = '1-2025550104';
  for (const contact of [
    { method: 'webhook', to },
    { method: 'sms', to: phone },
  ]) {
    expect(await call('POST', `${path}/contacts`, contact)).toMatchObject({ status: 201 });
  }
  const { body } = await call('GET', `${path}/notification-rules`);
  const rule = body.data.find(({ actionType }: { actionType: string }) => actionType === 'create-alert');
  const step = (contact: object, timeAmount: number) => ({
    contact,
    sendAfter: { timeAmount, timeUnit: 'minutes' },
  });
  const changed = await call('PATCH', `${path}/notification-rules/${rule.id}`, {
    steps: [
      step({ method: 'webhook', to }, minutes),
      step({ method: 'email', to: username }, minutes + 30),
      step({ method: 'sms', to: phone }, minutes + 60),
    ],
  });
  expect(changed).toMatchObject({ status: 200 });
  return username;
}

/** The states of the alert's execution once it waits. */
async function statesUntilWait(message: string, usernames: readonly string[]): Promise<readonly string[]> {
  const alertId = await done('POST', '/v2/alerts', {
    message,
    responders: usernames.map((username) => ({ type: 'user', username })),
  });
  return eventually(
    () => statesOf(alertId),
    (all) => all.at(-1) === 'WaitUntil',
    120_000,
  );
}

const evaluate = ['Assess', 'WhatNext'];

/** Declares the tests. They need the current definition, so they run before a release is rehearsed. */
export function testFailurePaths(): void {
  test('after a lone notification that failed, the next contact is tried at once', async () => {
    const username = await createWebhookUser('lone', PRIVATE);
    expect(await statesUntilWait('A lone one fails', [username])).toEqual([
      ...[...evaluate, 'SendWebhook', 'DeadLetterNotification'],
      ...[...evaluate, 'SendEmail', 'WaitUntil'],
    ]);
    expect(await sent('email', 'A lone one fails')).toMatchObject({ to: [username] });
  }, 200_000);

  test('after one of two notifications failed, AnyMore leads back to Assess, and its next contact is tried at once', async () => {
    const first = await createWebhookUser('first', PRIVATE);
    const second = 'second@example.com';
    await createUser(second);
    expect(await statesUntilWait('One of two fails', [first, second])).toEqual([
      ...[...evaluate, 'NotifyAll', 'AnyMore'],
      ...[...evaluate, 'SendEmail', 'WaitUntil'],
    ]);
  }, 200_000);

  test('an execution with nothing due yet goes from WhatNext to WaitUntil', async () => {
    const username = await createWebhookUser('later', PRIVATE, 10);
    expect(await statesUntilWait('Later', [username])).toEqual([...evaluate, 'WaitUntil']);
  }, 200_000);
}
