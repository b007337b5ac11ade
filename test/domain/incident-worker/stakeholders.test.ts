import { createDirectory } from '../../../src/handlers/directory.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { MINUTE } from '../../../src/platform/clock.ts';
import type { EmailMessage } from '../../../src/senders/channels/email.ts';
import type { Provider } from '../../../src/senders/delivery/provider.ts';
import { ProviderError } from '../../../src/senders/delivery/provider-outcome.ts';
import { MAX_QUEUE_DELIVERIES } from '../../../src/senders/delivery/queued.ts';
import {
  createStakeholderSender,
  type DeadStakeholderNotification,
} from '../../../src/senders/stakeholder-emails/sender.ts';
import { recordingMetrics } from '../../support/figures.ts';
import { useTable } from '../../support/table.ts';
import { aQueue, batchOf, createHarness } from './harness.ts';

const table = useTable();

let accounts = 0;

/** An incident with the stakeholder Jane, an outbox, and a sender that fails as the test wants. */
async function aStory() {
  const harness = await createHarness(table(), `stakeholders-${++accounts}`);
  await harness.call('PATCH', `/v1/services/${harness.serviceId}/audience-templates`, {
    stakeholder: { individuals: [harness.userId] },
  });
  const id = await harness.open({ notifyStakeholders: true, priority: 'P1', description: 'We look into it' });
  const [notification] = harness.stakeholders.bodies();
  const outbox: EmailMessage[] = [];
  const deadLetters = aQueue<DeadStakeholderNotification>();
  let provider: Provider<EmailMessage> = async (message) => {
    outbox.push(message);
    return 'provider-id';
  };
  let clock: Clock = harness.clock;
  const { metrics, figures } = recordingMetrics();
  return {
    ...harness,
    id,
    outbox,
    deadLetters,
    notification,
    later: (milliseconds: number) => {
      clock = () => harness.clock() + milliseconds;
    },
    /** The provider takes its time: `called` when it has been asked, `answer` lets it answer. */
    hanging() {
      const called = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<void>();
      provider = async () => {
        called.resolve();
        await answer.promise;
        return 'late';
      };
      return { called: called.promise, answer: answer.resolve };
    },
    failing: (fault: ConstructorParameters<typeof ProviderError>[0]) => {
      provider = async (message) => {
        outbox.push(message);
        throw new ProviderError(fault);
      };
    },
    figures,
    /** Delivers the notification; gives how many failed. */
    async deliver(received = 1): Promise<number> {
      const send = createStakeholderSender({
        table: table(),
        directory: createDirectory(table()),
        clock: () => clock(),
        provider: (message) => provider(message),
        deadLetters: deadLetters.queue,
        metrics,
      });
      const { batchItemFailures } = await send(batchOf([notification ?? {}], 'stakeholder', received));
      return batchItemFailures.length;
    },
    log: async () =>
      (await harness.call('GET', `/v1/incidents/${id}/logs?order=asc`)).body.data.map(
        ({ log }: { log: string }) => log,
      ),
  };
}

test('stakeholders are notified of create, change, resolve, reopen and close, but not of notes and tags', async () => {
  const { act, id, stakeholders, userId } = await aStory();
  await act('POST', `/v1/incidents/${id}/notes`, { note: 'x' });
  await act('POST', `/v1/incidents/${id}/tags`, { tags: ['x'] });
  await act('PUT', `/v1/incidents/${id}/priority`, { priority: 'P3' });
  await act('POST', `/v1/incidents/${id}/resolve`);
  await act('POST', `/v1/incidents/${id}/reopen`);
  await act('POST', `/v1/incidents/${id}/close`);
  expect(stakeholders.bodies().map(({ event }) => event)).toEqual([
    'created',
    'updated',
    'resolved',
    'reopened',
    'closed',
  ]);
  expect(new Set(stakeholders.bodies().map((each) => each.userId))).toEqual(new Set([userId]));
});

test('stakeholders are not notified unless the incident asks for it', async () => {
  const { open, stakeholders } = await aStory();
  stakeholders.sent.clear();
  await open();
  expect(stakeholders.bodies()).toEqual([]);
});

test('users who match a condition of the audience are notified', async () => {
  const { call, serviceId, open, stakeholders, userId } = await aStory();
  await call('PATCH', `/v2/users/${userId}`, { tags: ['vip'] });
  await call('PATCH', `/v1/services/${serviceId}/audience-templates`, {
    stakeholder: { individuals: [], conditions: [{ matchField: 'tag', value: 'VIP' }] },
  });
  stakeholders.sent.clear();
  await open({ notifyStakeholders: true });
  expect(stakeholders.bodies()).toMatchObject([{ userId, event: 'created' }]);
});

test('the e-mail describes the incident, and the log records that it was sent', async () => {
  const { deliver, outbox, log } = await aStory();
  expect(await deliver()).toBe(0);
  expect(outbox).toMatchObject([
    { to: 'jane@example.com', subject: '[P1] Incident #1 was opened: Shop is down' },
  ]);
  expect(outbox[0]?.text).toContain('We look into it');
  expect(outbox[0]?.text).toContain('Services: Shop');
  expect(outbox[0]?.html).toContain('Shop is down');
  expect(await log()).toContain('Sent an e-mail to the stakeholder jane@example.com.');
});

test('a redelivered message is not sent again', async () => {
  const { deliver, outbox, log, figures } = await aStory();
  await deliver();
  const once = await log();
  expect(await deliver(2)).toBe(0);
  expect(outbox).toHaveLength(1);
  expect(figures).toEqual({ 'Notifications stakeholder-email sent': [1] });
  expect(await log()).toEqual(once);
});

test('two concurrent deliveries send once', async () => {
  const { deliver, outbox } = await aStory();
  await Promise.all([deliver(), deliver()]);
  expect(outbox).toHaveLength(1);
});

test('a transient failure is retried and finally dead-lettered', async () => {
  const { deliver, failing, outbox, deadLetters, log, notification, figures } = await aStory();
  failing({ kind: 'answered', status: 503 });
  for (let received = 1; received < MAX_QUEUE_DELIVERIES; received++) {
    expect(await deliver(received)).toBe(1);
    expect(deadLetters.bodies()).toEqual([]);
  }
  expect(await deliver(MAX_QUEUE_DELIVERIES)).toBe(0);
  expect(outbox).toHaveLength(MAX_QUEUE_DELIVERIES);
  expect(deadLetters.bodies()).toEqual([
    { ...notification, state: 'undelivered', reason: expect.stringContaining('after several attempts') },
  ]);
  expect(await log()).toContainEqual(expect.stringMatching(/^Gave up sending the e-mail/));
  expect(figures).toEqual({
    'Notifications stakeholder-email transient': Array(MAX_QUEUE_DELIVERIES - 1).fill(1),
    'Notifications stakeholder-email undelivered': [1],
  });
});

test.each([
  ['rejected', { kind: 'answered', status: 400, code: 'MessageRejected' }, /^Could not send/],
  ['unknown', { kind: 'lost', code: 'ECONNRESET' }, /^It is unknown whether/],
] as const)(
  '%s: it is not tried again, the log says so, and it is dead-lettered',
  async (state, fault, logged) => {
    const { deliver, failing, outbox, deadLetters, log, figures } = await aStory();
    failing(fault);
    expect(await deliver()).toBe(0);
    expect(await deliver(2)).toBe(0);
    expect(outbox).toHaveLength(1);
    expect(deadLetters.bodies()).toMatchObject([{ state }]);
    expect(figures).toEqual({ [`Notifications stakeholder-email ${state}`]: [1] });
    const entries = await log();
    expect(entries.filter((entry: string) => logged.test(entry))).toHaveLength(1);
    expect(JSON.stringify(deadLetters.bodies())).not.toContain('jane@example.com');
  },
);

test('a notification is not sent again after its sender crashed with the claim, neither before nor after the claim expires', async () => {
  const { deliver, hanging, outbox, deadLetters, later, log } = await aStory();
  const release = hanging();
  const dead = deliver();
  await release.called;
  expect(await deliver(2)).toBe(1);
  later(2 * MINUTE);
  expect(await deliver(3)).toBe(0);
  expect(outbox).toEqual([]);
  expect(deadLetters.bodies()).toMatchObject([{ state: 'unknown' }]);
  expect((await log()).at(-1)).toMatch(/^It is unknown whether/);
  release.answer();
  await dead;
});

test('nothing is sent for a deleted incident or to a blocked user', async () => {
  const gone = await aStory();
  await gone.act('DELETE', `/v1/incidents/${gone.id}`);
  expect(await gone.deliver()).toBe(0);
  expect(gone.outbox).toEqual([]);

  const blocked = await aStory();
  await blocked.call('PATCH', `/v2/users/${blocked.userId}`, { blocked: true });
  const directory = createDirectory(table());
  await directory.users.update(blocked.accountId, blocked.userId, (user) => ({ ...user, blocked: true }));
  expect(await blocked.deliver()).toBe(0);
  expect(blocked.outbox).toEqual([]);
  expect(blocked.deadLetters.bodies()).toMatchObject([{ state: 'rejected', reason: 'the user is blocked' }]);
});
