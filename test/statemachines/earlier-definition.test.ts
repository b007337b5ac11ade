import { campaign } from '../../simulator/campaign/campaign.ts';
import { caseOfManyFaults, casesOfOneFault, some } from '../../simulator/campaign/cases.ts';
import { runScenario } from '../../simulator/campaign/run.ts';
import { SCENARIOS } from '../../simulator/campaign/scenarios.ts';
import { escalating, person } from '../../simulator/configuration.ts';
import { noFaults } from '../../simulator/faults.ts';
import { seeded } from '../../simulator/random.ts';
import { readStateMachine } from '../../simulator/state-machine.ts';
import type { Ledger } from '../../src/domain/alerts/ledger.ts';
import { CHANNELS } from '../../src/domain/notifications/model.ts';
import { type StoryFaults, startStory } from '../engine/story.ts';

/**
 * An execution ends on the definition that it began with, but its tasks run on the newest functions. These executions
 * have the definition of release 0.2: it does not list its senders, and goes by `decision`.
 */
const EARLIER = readStateMachine('alert-escalation-release-0.2.asl.json', 'test/statemachines/definitions');

const jane = person('jane', [
  ['email', 0],
  ['sms', 5],
]);
const john = person('john', [['voice', 0]]);
const ladder = escalating('ladder', [
  [0, 'jane'],
  [10, 'john'],
]);

async function startLadder(faults: StoryFaults = {}) {
  const story = await startStory({ users: [jane, john], escalations: [ladder] }, faults, EARLIER);
  await story.at('00:00').create([{ type: 'escalation', id: 'ladder' }]);
  return story;
}

test('an execution of the earlier definition notifies everybody at their time and then ends', async () => {
  const story = await startLadder();
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:05 sms to jane', '00:10 voice to john']);
  expect(story.endings()).toEqual(['NotificationsDue']);
  expect(story.states().slice(0, 6)).toEqual([
    'Assess',
    'WhatNext',
    'NotifyAll',
    'Channel',
    'SendEmail',
    'AnyMore',
  ]);
});

test('an execution of the earlier definition gets no route and no senders', async () => {
  const story = await startLadder();
  await story.until('01:00');
  expect(story.assessments).not.toHaveLength(0);
  for (const assessment of story.assessments) {
    expect(assessment).not.toHaveProperty('next');
    for (const notification of assessment.notifications) expect(notification).not.toHaveProperty('sender');
  }
});

test.each([
  ['rejected', 'RecordFailure', '00:00 sms to jane', 'NotificationRejected'],
  ['unreachable', 'DeadLetterNotification', '00:00:07 sms to jane', 'TransientFailure'],
  ['lost', 'DeadLetterNotification', '00:00 sms to jane', 'UnknownOutcome'],
] as const)(
  'an execution of the earlier definition records an e-mail that is %s and tries the next contact',
  async (answer, state, next, error) => {
    const story = await startLadder({
      provider: ({ channel }) => (channel === 'email' ? answer : 'accepted'),
    });
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([next, '00:10 voice to john']);
    expect(story.deadLetters()).toMatchObject([
      { error, notification: { channel: 'email', userId: 'jane' } },
    ]);
    expect(story.states()[5]).toBe(state);
  },
);

test('an execution of the earlier definition sends on every channel', async () => {
  const zoe = person(
    'zoe',
    CHANNELS.map((channel) => [channel, 0]),
  );
  const story = await startStory({ users: [zoe] }, {}, EARLIER);
  await story.at('00:00').create([{ type: 'user', id: 'zoe' }]);
  expect(story.outbox.all().sort()).toEqual(CHANNELS.map((channel) => `00:00 ${channel} to zoe`).sort());
});

test('an execution of the earlier definition dead-letters a notification for a channel that it has no sender for', async () => {
  const story = await startLadder();
  const byPigeon = { ...story.handedOut[0]!.request, notificationId: 'by-pigeon', channel: 'pigeon' };
  await story.overwriteLedger({ pending: [byPigeon as unknown as Ledger['pending'][number]] });
  await story.until('01:00');
  expect(story.deadLetters()).toMatchObject([{ error: 'NoSuchChannel', state: 'undelivered' }]);
});

test('an acknowledge stops an execution of the earlier definition', async () => {
  const story = await startLadder();
  await story.at('00:01').acknowledge();
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  expect(story.endings()).toEqual(['aborted']);
});

test.each(
  SCENARIOS.filter(({ secondary }) => !secondary).map((scenario) => [scenario.name, scenario] as const),
)(
  'executions of the earlier definition lose nothing, are not late and send nothing twice: %s',
  async (_, scenario) => {
    const { broken, figures } = await runScenario(scenario, noFaults(), seeded('undisturbed'), {
      machine: EARLIER,
    });
    expect(broken).toEqual([]);
    expect(figures).toMatchObject({ lost: 0, deadLetters: 0, duplicated: 0, applied: figures.sentIn });
  },
);

test('with faults the invariants hold for executions of the earlier definition', async () => {
  const one = some(
    (await casesOfOneFault()).filter(({ scenario }) => !scenario.secondary),
    60,
    seeded('earlier'),
  );
  const many = Array.from({ length: 30 }, (_, i) => caseOfManyFaults(1_000 + i));
  const { failures, ...report } = await campaign([...one, ...many], { machine: EARLIER });
  expect(failures).toEqual([]);
  expect(report).toMatchObject({ lost: 0, duplicated: 0, applied: report.sentIn });
}, 240_000);
