import type { OutboxEntry } from '../../src/local/outbox.ts';
import { call, done, eventually, executionsOf, outbox } from './stage.ts';

/** The whole way through a stage as it is deployed: API, queue, worker, state machine, sender; under its own roles. */

beforeAll(async () => {
  for (const username of ['jane@example.com', 'omar@example.com']) {
    const created = await call('POST', '/v2/users', {
      username,
      fullName: username,
      role: { name: 'User' },
    });
    expect(created).toMatchObject({ status: 201 });
  }
  await call('POST', '/v2/users/omar@example.com/contacts', { method: 'sms', to: '1-2025550102' });
  const team = await call('POST', '/v2/teams', {
    name: 'Operations',
    members: [{ user: { username: 'jane@example.com' }, role: 'user' }],
  });
  expect(team).toMatchObject({ status: 201 });
});

/** The messages of a channel that say the words. */
const sent = async (channel: OutboxEntry['channel'], words: string) =>
  (await outbox()).filter(
    (message) => message.channel === channel && JSON.stringify(message.request).includes(words),
  );

const isThere = (messages: readonly OutboxEntry[]) => messages.length > 0;

test('a wrong key is refused', async () => {
  const refused = await fetch(`${process.env.TOCSIN_URL}/v2/alerts`, {
    headers: { Authorization: 'GenieKey wrong' },
  });
  expect(refused.status).toBe(401);
});

test('an alert notifies its team; an acknowledge stops its escalation', async () => {
  const alertId = await done('POST', '/v2/alerts', {
    message: 'Disk full',
    responders: [{ type: 'team', name: 'Operations' }],
  });
  const [mail] = await eventually(() => sent('email', 'Disk full'), isThere);
  expect(mail).toMatchObject({
    to: ['jane@example.com'],
    from: expect.stringContaining('tocsin@example.com'),
  });

  const [running] = await executionsOf(alertId);
  expect(running?.name).toContain(`${alertId}-run`);

  await done('POST', `/v2/alerts/${alertId}/acknowledge`, { user: 'jane@example.com' });
  expect((await call('GET', `/v2/alerts/${alertId}`)).body.data).toMatchObject({ acknowledged: true });
  const ended = await eventually(
    () => executionsOf(alertId),
    (executions) => executions.every(({ status }) => status !== 'RUNNING'),
  );
  expect(ended.map(({ status }) => status)).not.toContain('FAILED');
});

test('attachments go to the bucket and come back', async () => {
  const alertId = await done('POST', '/v2/alerts', { message: 'With a file' });
  const form = new FormData();
  form.set('file', new Blob(['hello']), 'hello.txt');
  const url = process.env.TOCSIN_URL;
  const headers = { Authorization: `GenieKey ${process.env.TOCSIN_KEY}` };
  const posted = await fetch(`${url}/v2/alerts/${alertId}/attachments`, {
    method: 'POST',
    headers,
    body: form,
  });
  expect(posted.status).toBe(201);
  const { body } = await call('GET', `/v2/alerts/${alertId}/attachments`);
  expect(body.data).toMatchObject([{ name: 'hello.txt' }]);
});
