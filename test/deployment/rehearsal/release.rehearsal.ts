import { deploy, finishRelease } from './deployment.ts';
import { testFailurePaths } from './failure-paths.ts';
import {
  createUser,
  done,
  eventually,
  executionsOf,
  firstState,
  sent,
  statesOf,
  textThenMail,
} from './stage.ts';

/**
 * A release (B), and one that is rolled back and repeated (C), while escalations run that began before. B has the
 * definition of release 0.2 with the functions of today, so that C replaces it as an update of an older stage does.
 */

const KIM = 'kim@example.com';

beforeAll(async () => {
  await createUser(KIM);
  // Longer than a deployment takes on a slow machine.
  await textThenMail(KIM, '1-2025550103', 2);
});

/** Opens an alert whose escalation then waits for two minutes. */
async function open(message: string): Promise<string> {
  const alertId = await done('POST', '/v2/alerts', {
    message,
    responders: [{ type: 'user', username: KIM }],
  });
  await eventually(
    () => statesOf(alertId),
    (states) => states.at(-1) === 'WaitUntil',
  );
  return alertId;
}

/** The state that the alert's first execution began with, and how many there were. */
const beganWith = async (alertId: string) => ({
  first: (await statesOf(alertId))[0],
  executions: (await executionsOf(alertId)).length,
});

/** Who sent the e-mail that is due after two minutes. */
const senderOf = async (message: string) => (await sent('email', message, 240_000)).from;

const B = {
  firstState: 'SinceB',
  emailFromName: 'Release B',
  definition: 'test/statemachines/definitions/alert-escalation-release-0.2.asl.json',
};
const C = { firstState: 'SinceC', emailFromName: 'Release C', watched: true };

testFailurePaths();

test('a release: executions end on the definition with which they began, and call the newest functions', async () => {
  const earlier = await open('Opened under A');
  expect(await deploy(B)).toMatchObject({ succeeded: true });
  const later = await open('Opened under B');

  expect(await beganWith(later)).toEqual({ first: B.firstState, executions: 1 });
  expect(await senderOf('Opened under A')).toBe(`${B.emailFromName} <tocsin@example.com>`);
  expect(await beganWith(earlier)).toEqual({ first: 'Assess', executions: 1 });
}, 500_000);

test('a release that is rolled back: all executions continue, also those that began in between', async () => {
  const earlier = await open('Opened before C');
  const release = deploy(C);
  await eventually(firstState, (name) => name === C.firstState, 240_000);
  const meanwhile = await open('Opened under C');
  await finishRelease('FAILURE');
  expect(await release).toMatchObject({ succeeded: false });
  const later = await open('Opened after C');

  expect(await beganWith(later)).toEqual({ first: B.firstState, executions: 1 });
  expect(await senderOf('Opened under C')).toBe(`${B.emailFromName} <tocsin@example.com>`);
  expect(await beganWith(meanwhile)).toEqual({ first: C.firstState, executions: 1 });
  expect((await sent('email', 'Opened before C', 240_000)).to).toEqual([KIM]);
  expect(await beganWith(earlier)).toEqual({ first: B.firstState, executions: 1 });
}, 500_000);

/** The states of the alert's only execution, which has ended; the emulator lists none inside a Map. */
const allStatesOf = async (alertId: string) => {
  const states = await eventually(
    () => statesOf(alertId),
    (all) => all.at(-1) === 'Ended',
  );
  expect(await executionsOf(alertId)).toMatchObject([{ status: 'SUCCEEDED' }]);
  return states;
};

test('a release that was rolled back can be repeated unchanged: a second time in vain, and then it succeeds', async () => {
  const again = deploy(C);
  await eventually(firstState, (name) => name === C.firstState, 240_000);
  await finishRelease('FAILURE');
  expect(await again).toMatchObject({ succeeded: false });
  expect(await firstState()).toBe(B.firstState);

  const earlier = await open('Opened on the definition of release 0.2');
  const atLast = deploy(C);
  await eventually(firstState, (name) => name === C.firstState, 240_000);
  await finishRelease('SUCCESS');
  expect(await atLast).toMatchObject({ succeeded: true });
  const later = await open('Opened under C, repeated');
  expect(await beganWith(later)).toEqual({ first: C.firstState, executions: 1 });

  // Each ends on its own definition, with the functions of C.
  const from = `${C.emailFromName} <tocsin@example.com>`;
  expect(await senderOf('Opened on the definition of release 0.2')).toBe(from);
  const lastStep = ['Assess', 'WhatNext', 'NotifyAll', 'AnyMore', 'Ended'];
  expect(await allStatesOf(earlier)).toEqual([
    ...[B.firstState, 'Assess', 'WhatNext', 'NotifyAll', 'AnyMore', 'WaitUntil'],
    ...lastStep,
  ]);
  expect(await senderOf('Opened under C, repeated')).toBe(from);
  expect(await allStatesOf(later)).toEqual([
    ...[C.firstState, 'Assess', 'WhatNext', 'SendSms', 'WaitUntil'],
    ...lastStep,
  ]);
}, 500_000);
