import { aRule, escalating, person } from '../../simulator/configuration.ts';
import type { ProviderAnswer } from '../../simulator/service.ts';
import type { NotificationRequest } from '../../src/domain/notifications/model.ts';
import { type StoryFaults, startStory } from './story.ts';

const user = (id: string) => ({ type: 'user', id }) as const;

const jane = person('jane', [['email', 0]]);
const john = person('john', [['email', 0]]);
const both = person('jane', [
  ['email', 0],
  ['sms', 2],
]);

/** The provider answers by channel; everything else it accepts. `dies`: sender and execution die during the call. */
const answering = (
  answers: Partial<Record<string, readonly ProviderAnswer[]>>,
  userId?: string,
): NonNullable<StoryFaults['provider']> => {
  const used = new Map<string, number>();
  return (request: NotificationRequest) => {
    const list = answers[request.channel];
    if (!list || (userId && request.userId !== userId)) return 'accepted';
    const next = used.get(request.channel) ?? 0;
    used.set(request.channel, next + 1);
    return list[next] ?? 'accepted';
  };
};

async function story(
  users: Parameters<typeof startStory>[0]['users'],
  provider: NonNullable<StoryFaults['provider']>,
) {
  const started = await startStory({ users: users ?? [] }, { provider });
  await started.at('00:00').create((users ?? []).map(({ id }) => user(id)));
  return started;
}

const repeats = ({ handedOut }: Awaited<ReturnType<typeof story>>) =>
  handedOut
    .filter(({ request }) => request.repeatOf)
    .map(({ request }) => `${request.channel} to ${request.userId}`);

test('a person whose only notification has no known outcome is notified once more', async () => {
  const it = await story([jane], answering({ email: ['lost'] }));
  await it.until('01:00');
  expect(it.outbox.all()).toEqual(['00:00 email to jane']);
  expect(repeats(it)).toEqual(['email to jane']);
  expect(
    it
      .notifications()
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['sent', 'unknown']);
  expect((await it.ledger()).dueAt).toBeUndefined();
});

test('a sender that dies between claim and call does not leave its person without a notification', async () => {
  let deaths = 0;
  const started = await startStory({ users: [jane] }, { senderDiesBeforeCall: () => deaths++ === 0 });
  await started.at('00:00').create([user('jane')]);
  await started.until('01:00');
  expect(started.outbox.all()).toEqual(['00:00 email to jane']);
  expect(started.deliveries[0]?.request.repeatOf).toBeDefined();
});

test('a possible repeat announces no next step of its person', async () => {
  const it = await story([both], answering({ email: ['lost'], sms: ['lost'] }));
  await it.until('02:00');
  const sent = it.handedOut.filter(({ request }) => request.repeatOf);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.request).not.toHaveProperty('nextStepAt');
});

test('the repeat is not repeated, and its failure is in the dead-letter queue', async () => {
  const it = await story([jane], answering({ email: ['lost', 'lost', 'lost'] }));
  await it.until('02:00');
  expect(it.outbox.all()).toEqual([]);
  expect(repeats(it)).toEqual(['email to jane']);
  expect(it.deadLetters()).toHaveLength(2);
  expect((await it.ledger()).pending).toEqual([]);
});

test('each of several people is notified once more, and nobody else', async () => {
  const it = await story([jane, john, person('mary', [['email', 0]])], (request) =>
    request.repeatOf || request.userId === 'mary' ? 'accepted' : 'lost',
  );
  await it.until('01:00');
  expect(repeats(it).sort()).toEqual(['email to jane', 'email to john']);
  expect(it.outbox.all().sort()).toEqual([
    '00:00 email to jane',
    '00:00 email to john',
    '00:00 email to mary',
  ]);
});

test('a person with a contact method still to come gets no repeat if that is sent', async () => {
  const it = await story([both], answering({ email: ['lost'] }));
  await it.until('01:00');
  expect(it.outbox.all()).toEqual(['00:00 sms to jane']);
  expect(repeats(it)).toEqual([]);
});

test.each(['rejected', 'lost'] as const)(
  'if the first contact method is unknown and the last is %s, the person is notified once more',
  async (answer) => {
    const it = await story([both], (request) =>
      request.repeatOf ? 'accepted' : request.channel === 'email' ? 'lost' : answer,
    );
    await it.until('01:00');
    expect(repeats(it)).toEqual([answer === 'lost' ? 'sms to jane' : 'email to jane']);
    expect(it.outbox.all()).toHaveLength(1);
  },
);

test('a person whom an earlier contact method reached gets no repeat of the last', async () => {
  const it = await story([both], answering({ sms: ['lost'] }));
  await it.until('01:00');
  expect(it.outbox.all()).toEqual(['00:00 email to jane']);
  expect(repeats(it)).toEqual([]);
});

test('an acknowledge before the outcome is known prevents the repeat', async () => {
  const it = await story([jane], answering({ email: ['dies'] }));
  await it.acknowledge();
  await it.until('01:00');
  expect(repeats(it)).toEqual([]);
});

test('a close before the outcome is known prevents the repeat', async () => {
  const it = await story([jane], answering({ email: ['dies'] }));
  await it.close();
  await it.until('01:00');
  expect(repeats(it)).toEqual([]);
});

test('a snooze before the outcome is known prevents the repeat; its end notifies again', async () => {
  const it = await story([jane], answering({ email: ['dies'] }));
  await it.snooze(30);
  await it.until('01:00');
  expect(repeats(it)).toEqual([]);
  expect(it.outbox.all()).toEqual(['00:00 email to jane', '00:30 email to jane']);
});

test('the engine may die at any write while it plans the repeat: it is sent once', async () => {
  for (let write = 0; write < 4; write++) {
    let deaths = 0;
    const it = await startStory(
      { users: [jane] },
      {
        provider: answering({ email: ['lost'] }),
        assessDiesAtWrite: () => (deaths++ === 1 ? write : undefined),
      },
    );
    await it.at('00:00').create([user('jane')]);
    await it.until('01:00');
    expect(it.outbox.all()).toHaveLength(1);
    expect(it.deliveries[0]?.request.repeatOf).toBeDefined();
  }
});

test('the execution may die before it sends the repeat: it is sent once', async () => {
  let deaths = 0;
  const it = await startStory(
    { users: [jane] },
    { provider: answering({ email: ['lost'] }), executionDiesBefore: () => (deaths++ === 1 ? 0 : undefined) },
  );
  await it.at('00:00').create([user('jane')]);
  await it.until('01:00');
  expect(it.outbox.all()).toEqual(['00:01 email to jane']);
});

test('a person with a repeating notification rule is notified by its next repetition', async () => {
  const rule = aRule('jane', [['email', 0]], { repeat: { enabled: true, loopAfter: 10 } });
  const it = await story([{ ...jane, notificationRules: [rule] }], answering({ email: ['lost'] }));
  await it.until('00:15');
  expect(it.outbox.all()).toEqual(['00:10 email to jane']);
  expect(repeats(it)).toEqual([]);
});

test('an escalation continues beside the repeat', async () => {
  const ladder = escalating('ladder', [
    [0, 'jane'],
    [10, 'john'],
  ]);
  const it = await startStory(
    { users: [jane, john], escalations: [ladder] },
    { provider: answering({ email: ['lost'] }) },
  );
  await it.at('00:00').create([{ type: 'escalation', id: 'ladder' }]);
  await it.until('01:00');
  expect(it.outbox.all()).toEqual(['00:00 email to jane', '00:10 email to john']);
});

test('a person who has opened the alert meanwhile gets no repeat', async () => {
  const it = await story([jane], answering({ email: ['dies'] }));
  await it.overwriteAlert({ isSeen: true, seenBy: [{ userId: 'jane', at: it.now() }] });
  await it.until('01:00');
  expect(repeats(it)).toEqual([]);
  expect(it.outbox.all()).toEqual(['00:00 email to jane']);
});
