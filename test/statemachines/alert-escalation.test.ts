import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { escalating, person } from '../../simulator/configuration.ts';
import { readStateMachine } from '../../simulator/state-machine.ts';
import type { Ledger } from '../../src/domain/alerts/ledger.ts';
import { CHANNELS } from '../../src/domain/notifications/model.ts';
import type { AssessOutput } from '../../src/engine/assess-handler.ts';
import { estimateHistoryEvents, HISTORY_LIMIT } from '../../src/engine/history-limit.ts';
import { type StoryFaults, startStory, toInstant } from '../engine/story.ts';

const jane = person('jane', [
  ['email', 0],
  ['sms', 5],
]);
const john = person('john', [['voice', 0]]);
const ladder = escalating('ladder', [
  [0, 'jane'],
  [10, 'john'],
]);
const ESCALATION = [{ type: 'escalation', id: 'ladder' }] as const;

/** An alert whose escalation notifies jane by email, 5 minutes later by sms, and john by voice after 10. */
async function startLadder(faults: StoryFaults = {}) {
  const story = await startStory({ users: [jane, john], escalations: [ladder] }, faults);
  await story.at('00:00').create(ESCALATION);
  return story;
}

const machine = readStateMachine('alert-escalation.asl.json');

/** A lone notification that something follows. */
const notifying = (send: string) => ['Assess', 'WhatNext', send];
/** So many notifications at once, or the last one. */
const notifyingAll = (count: number) => [
  'Assess',
  'WhatNext',
  'NotifyAll',
  ...Array.from({ length: count }, () => 'SendOne'),
  'AnyMore',
];

test('the file is valid Amazon States Language', () => {
  const text = readFileSync('statemachines/alert-escalation.asl.json', 'utf8');
  const definition = JSON.parse(
    text.replace(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:eu-central-1:123456789012:function:$1'),
  );
  const { isValid, errorsText } = validate(definition, { checkArn: true, checkPaths: true });
  expect(errorsText()).toBe('');
  expect(isValid).toBe(true);
});

test('an execution notifies everybody at their time and then ends', async () => {
  const story = await startLadder();
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:05 sms to jane', '00:10 voice to john']);
  expect(story.endings()).toEqual(['NotificationsDue']);
  expect(story.states()).toEqual([
    ...notifying('SendEmail'),
    'WaitUntil',
    ...notifying('SendSms'),
    'WaitUntil',
    ...notifyingAll(1),
    'Ended',
  ]);
});

test('an acknowledge stops the execution in its wait, four transitions after its start', async () => {
  const story = await startLadder();
  await story.at('00:01').acknowledge();
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  expect(story.endings()).toEqual(['aborted']);
  expect(story.states()).toEqual([...notifying('SendEmail'), 'WaitUntil']);
});

test('each further step of one notification takes four transitions', async () => {
  const story = await startLadder();
  await story.until('00:06');
  expect(story.states().slice(4)).toEqual([...notifying('SendSms'), 'WaitUntil']);
});

test.each([2, 3, 7])('a step of %d notifications takes five transitions and one for each', async (count) => {
  const users = Array.from({ length: count }, (_, i) =>
    person(`user-${i}`, [
      ['email', 0],
      ['sms', 5],
    ]),
  );
  const story = await startStory({ users });
  await story.at('00:00').create(users.map(({ id }) => ({ type: 'user', id })));
  expect(story.outbox.all()).toHaveLength(count);
  expect(story.states()).toEqual([...notifyingAll(count), 'WaitUntil']);
});

test.each([
  ['acknowledge', 'Acknowledged'],
  ['close', 'AlertClosed'],
] as const)('an execution that could not be stopped after %s ends by itself', async (action, reason) => {
  const story = await startLadder({ stopFails: () => true });
  await story.at('00:03')[action]();
  await story.until('01:00');
  expect(story.endings()).toEqual([reason]);
  expect(story.outbox.all()).toEqual(['00:00 email to jane']);
});

test('an escalation that repeats closes the alert at its end', async () => {
  const repeat = { waitInterval: 5, count: 2, closeAlertAfterAll: true };
  const story = await startStory({
    users: [john],
    escalations: [escalating('ladder', [[0, 'john']], repeat)],
  });
  await story.at('00:00').create(ESCALATION);
  await story.until('00:14');
  expect((await story.alert()).status).toBe('open');
  await story.until('01:00');
  expect(story.endings()).toEqual(['ActionRequested']);
  expect(story.outbox.all()).toEqual(['00:00 voice to john', '00:05 voice to john', '00:10 voice to john']);
  expect(await story.alert()).toMatchObject({ status: 'closed', updatedAt: toInstant('00:15') });
});

test('an execution waits for the end of a snooze and then asks for it', async () => {
  const story = await startStory({ users: [jane] });
  await story.at('00:00').create([{ type: 'user', id: 'jane' }]);
  await story.snooze(90);
  await story.until('01:31');
  expect(story.endings()).toEqual(['aborted', 'SnoozeEnded', 'running']);
  expect(story.states(1)).toEqual(['Assess', 'WhatNext', 'WaitUntil', 'Assess', 'WhatNext', 'Ended']);
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '01:30 email to jane']);
});

test('a sender that fails for a moment is tried again and sends once', async () => {
  let failures = 3;
  const story = await startLadder({ provider: () => (failures-- > 0 ? 'unreachable' : 'accepted') });
  await story.until('01:00');
  // Half of 1, 2 and 4 seconds.
  expect(story.outbox.all()).toEqual(['00:00:03 email to jane', '00:05 sms to jane', '00:10 voice to john']);
  expect(story.deadLetters()).toEqual([]);
});

test('after the last retry the notification is a dead letter, and the next contact is tried at once', async () => {
  const story = await startLadder({
    provider: ({ channel }) => (channel === 'email' ? 'unreachable' : 'accepted'),
  });
  await story.until('01:00');
  // Half of 1, 2, 4 and 8 seconds.
  expect(story.outbox.all()).toEqual(['00:00:07 sms to jane', '00:10 voice to john']);
  expect(story.deadLetters()).toMatchObject([{ state: 'undelivered', error: 'TransientFailure' }]);
  expect(story.states().slice(0, 8)).toEqual([
    ...notifying('SendEmail'),
    'DeadLetterNotification',
    ...notifying('SendSms'),
    'WaitUntil',
  ]);
});

test('a rejection is recorded, and the next contact is tried at once', async () => {
  const story = await startLadder({
    provider: ({ channel }) => (channel === 'email' ? 'rejected' : 'accepted'),
  });
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 sms to jane', '00:10 voice to john']);
  expect(story.deadLetters()).toMatchObject([{ state: 'rejected', error: 'NotificationRejected' }]);
  expect(story.states().slice(2, 6)).toEqual(['SendEmail', 'RecordFailure', 'Assess', 'WhatNext']);
});

test.each([
  ['rejected', 'RecordOneFailure'],
  ['unreachable', 'DeadLetterOne'],
] as const)(
  'one of several notifications that is %s is recorded, and its next contact is tried at once',
  async (answer, state) => {
    const story = await startStory(
      { users: [jane, john] },
      { provider: ({ channel }) => (channel === 'email' ? answer : 'accepted') },
    );
    await story.at('00:00').create([
      { type: 'user', id: 'jane' },
      { type: 'user', id: 'john' },
    ]);
    await story.until('00:04');
    expect(story.outbox.all()).toEqual([
      '00:00 voice to john',
      expect.stringMatching(/^00:00(:07)? sms to jane$/),
    ]);
    expect(story.deadLetters()).toMatchObject([{ state: answer === 'rejected' ? answer : 'undelivered' }]);
    expect(story.deadLetters()).not.toMatchObject([{ notification: { sender: expect.anything() } }]);
    expect(story.states().slice(2, 9)).toEqual([
      ...['NotifyAll', 'SendOne', 'SendOne', state, 'AnyMore', 'Assess', 'WhatNext'],
    ]);
  },
);

test('a notification whose outcome is unknown is not sent again, and the next contact is tried', async () => {
  let calls = 0;
  const story = await startLadder({
    provider({ channel }) {
      if (channel !== 'email') return 'accepted';
      calls++;
      return 'lost';
    },
  });
  await story.until('01:00');
  expect(calls).toBe(1);
  expect(story.outbox.all()).toEqual(['00:00 sms to jane', '00:10 voice to john']);
  expect(story.deadLetters()).toMatchObject([{ state: 'unknown' }]);
});

test('notifications on all channels at once each go to the sender of their channel', async () => {
  const zoe = person(
    'zoe',
    CHANNELS.map((channel) => [channel, 0]),
  );
  const story = await startStory({ users: [zoe] });
  await story.at('00:00').create([{ type: 'user', id: 'zoe' }]);
  expect(story.outbox.all().sort()).toEqual(CHANNELS.map((channel) => `00:00 ${channel} to zoe`).sort());
});

test.each(CHANNELS)(
  'a lone notification by %s goes to a state that bears the name of the sender',
  async (channel) => {
    const zoe = person('zoe', [
      [channel, 0],
      [channel, 5],
    ]);
    const story = await startStory({ users: [zoe] });
    await story.at('00:00').create([{ type: 'user', id: 'zoe' }]);
    expect(story.outbox.all()).toEqual([`00:00 ${channel} to zoe`]);
    const [, , sender, last] = story.states();
    expect(sender).toMatch(/^Send/);
    expect(machine.States[sender ?? '']).toMatchObject({ Resource: `\${${sender}FunctionArn}` });
    expect(last).toBe('WaitUntil');
  },
);

test('an execution whose Assess is too old fails, and the reconciler continues its run once Assess is current', async () => {
  let isOld = true;
  const withoutNext = (output: AssessOutput): AssessOutput => {
    const { next: _, ...old } = output;
    return isOld ? old : output;
  };
  const story = await startLadder({ changeAssessOutput: withoutNext });
  expect(story.states()).toEqual(['Assess', 'WhatNext', 'AssessTooOld']);
  expect(story.endings()).toEqual(['failed']);
  isOld = false;
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:01 email to jane', '00:05 sms to jane', '00:10 voice to john']);
});

test('Assess learns the sender of every channel, and WhatNext has a state for each', () => {
  const { Assess, WhatNext } = machine.States as unknown as {
    readonly Assess: { readonly Parameters: { readonly senders: Readonly<Record<string, string>> } };
    readonly WhatNext: {
      readonly Choices: readonly { readonly StringEquals: string; readonly Next: string }[];
    };
  };
  const { other, ...senders } = Assess.Parameters.senders;
  expect(other).toBe('${RecordFailureFunctionArn}');
  const states = WhatNext.Choices.map(({ StringEquals, Next }) => [
    StringEquals,
    machine.States[Next]?.Resource,
  ]);
  expect(Object.fromEntries(states.filter(([, resource]) => resource !== undefined))).toEqual(senders);
  expect(Object.keys(senders).sort()).toEqual([...CHANNELS].sort());
});

test('a notification for a channel without a sender is a dead letter', async () => {
  const story = await startLadder();
  const unknownChannel = {
    ...story.handedOut[0]!.request,
    notificationId: 'by-pigeon',
    channel: 'pigeon',
  } as unknown as Ledger['pending'][number];
  await story.overwriteLedger({ pending: [unknownChannel] });
  await story.until('01:00');
  expect(story.deadLetters()).toMatchObject([{ error: 'NoSuchChannel', state: 'undelivered' }]);
  const records = story.notifications().filter(({ notificationId }) => notificationId === 'by-pigeon');
  expect(records).toMatchObject([{ state: 'undelivered' }]);
});

test('an execution whose run was superseded ends without a notification', async () => {
  const story = await startLadder({ stopFails: () => true });
  await story.at('00:01').addResponder({ type: 'user', id: 'john' });
  await story.until('01:00');
  expect(story.endings()).toEqual(['Superseded', 'NotificationsDue']);
  expect(story.states()).toEqual([...notifying('SendEmail'), 'WaitUntil', 'Assess', 'WhatNext', 'Ended']);
  expect(story.outbox.all()).toEqual([
    '00:00 email to jane',
    '00:01 voice to john',
    '00:05 sms to jane',
    '00:10 voice to john',
  ]);
});

test('an execution near the limit of its history continues in another', async () => {
  const story = await startLadder();
  await story.overwriteLedger({ historyEvents: HISTORY_LIMIT });
  await story.until('01:00');
  expect(story.endings()).toEqual(['Continued', 'NotificationsDue']);
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:05 sms to jane', '00:10 voice to john']);
  expect((await story.ledger()).run).toBe(1);
});

test('a throttled sender is tried for minutes, because nothing was sent', () => {
  interface Task {
    readonly Type: string;
    readonly Retry?: readonly {
      readonly ErrorEquals: readonly string[];
      readonly MaxAttempts: number;
      readonly MaxDelaySeconds: number;
    }[];
  }
  const states = machine.States as unknown as Record<
    string,
    Task & { readonly ItemProcessor?: { readonly States: Record<string, Task> } }
  >;
  const tasks = [
    ...Object.values(states),
    ...Object.values(states.NotifyAll?.ItemProcessor?.States ?? {}),
  ].filter(({ Type }) => Type === 'Task');
  // Assess, a sender for each channel and one in the Map, and two states that record failures in and outside the Map.
  expect(tasks).toHaveLength(1 + CHANNELS.length + 1 + 4);
  for (const task of tasks) {
    const [first] = task.Retry ?? [];
    expect(first?.ErrorEquals).toEqual(['Lambda.TooManyRequestsException']);
    const { MaxAttempts = 0, MaxDelaySeconds = 0 } = first ?? {};
    const longest = Array.from({ length: MaxAttempts }, (_, i) => Math.min(2 ** i, MaxDelaySeconds));
    // Full jitter halves it on average.
    expect(longest.reduce((sum, seconds) => sum + seconds) / 2).toBeGreaterThan(80);
  }
});

describe('the estimate of the history', () => {
  interface State {
    readonly Retry?: readonly { readonly MaxAttempts: number }[];
    readonly Type: string;
    readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
  }
  const states = machine.States as Readonly<Record<string, unknown>> as Readonly<Record<string, State>>;
  const inMap = states.NotifyAll?.ItemProcessor?.States ?? {};
  const eventsOf = (state: State | undefined) =>
    2 + 3 * (1 + (state?.Retry ?? []).reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0));
  const worst = (kind: RegExp) =>
    Math.max(
      ...[...Object.entries(states), ...Object.entries(inMap)].flatMap(([name, state]) =>
        kind.test(name) ? [eventsOf(state)] : [],
      ),
    );

  test('covers every retry that the file allows', () => {
    const assess = eventsOf(states.Assess) + 2 * 2;
    const item = 2 + 2 + worst(/^Send/) + worst(/^(Record|DeadLetter)/);
    expect(estimateHistoryEvents(0)).toBeGreaterThanOrEqual(assess);
    expect(estimateHistoryEvents(100)).toBeGreaterThanOrEqual(assess + 6 + 100 * item);
  });

  test('leaves room for the largest evaluation and the next continuation', () => {
    expect(HISTORY_LIMIT + estimateHistoryEvents(100) + estimateHistoryEvents(0)).toBeLessThan(25_000);
  });
});
