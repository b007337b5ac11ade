import { escalating, person } from '../../simulator/configuration.ts';
import type { ProviderAnswer } from '../../simulator/service.ts';
import { listTransitions, readStateMachine } from '../../simulator/state-machine.ts';
import { CHANNELS, type Channel } from '../../src/domain/notifications/model.ts';
import { type StoryFaults, startStory } from '../engine/story.ts';

/**
 * Each way from one state of the definition to another is taken by a story. A new state or branch fails here until a story
 * takes it. test/faults/paths.test.ts asks the same of the fault campaign.
 */

const ANSWERS: readonly ProviderAnswer[] = ['accepted', 'rejected', 'unreachable'];

/** The first contact of zoe gets this answer; all others accept. */
const answering = (answer: ProviderAnswer, channel: Channel): StoryFaults => ({
  provider: (request) => (request.userId === 'zoe' && request.channel === channel ? answer : 'accepted'),
});

/** An alert for zoe alone, whose second contact is due five minutes after the first. */
async function notifyOne(channel: Channel, answer: ProviderAnswer) {
  const second = channel === 'email' ? 'sms' : 'email';
  const zoe = person('zoe', [
    [channel, 0],
    [second, 5],
  ]);
  const story = await startStory({ users: [zoe] }, answering(answer, channel));
  await story.at('00:00').create([{ type: 'user', id: 'zoe' }]);
  await story.until('00:10');
  return story;
}

/** An alert for zoe and john at once; zoe has a second contact. */
async function notifyTwo(answer: ProviderAnswer) {
  const zoe = person('zoe', [
    ['email', 0],
    ['sms', 5],
  ]);
  const story = await startStory({ users: [zoe, person('john')] }, answering(answer, 'email'));
  await story.at('00:00').create(['zoe', 'john'].map((id) => ({ type: 'user', id })));
  await story.until('00:10');
  return story;
}

async function acknowledgeWithoutStop() {
  const ladder = escalating('ladder', [
    [2, 'zoe'],
    [10, 'zoe'],
  ]);
  const story = await startStory(
    { users: [person('zoe')], escalations: [ladder] },
    { stopFails: () => true },
  );
  await story.at('00:00').create([{ type: 'escalation', id: 'ladder' }]);
  await story.at('00:03').acknowledge();
  await story.until('00:20');
  return story;
}

async function runOldAssess() {
  const story = await startStory(
    { users: [person('zoe')] },
    { changeAssessOutput: ({ next: _, ...output }) => output },
  );
  await story.at('00:00').create([{ type: 'user', id: 'zoe' }]);
  return story;
}

const taken = new Set<string>();

beforeAll(async () => {
  const stories = [
    ...CHANNELS.flatMap((channel) => ANSWERS.map((answer) => () => notifyOne(channel, answer))),
    ...ANSWERS.map((answer) => () => notifyTwo(answer)),
    acknowledgeWithoutStop,
    runOldAssess,
  ];
  for (const run of stories) {
    const story = await run();
    for (const { transitions } of story.executions.all.values())
      for (const each of transitions) taken.add(each);
  }
}, 60_000);

test.each(listTransitions(readStateMachine('alert-escalation.asl.json')))('a story goes %s', (transition) => {
  expect([...taken]).toContain(transition);
});
