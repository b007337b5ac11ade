import {
  call,
  createUser,
  done,
  eventually,
  executionsOf,
  publish,
  sent,
  stopByHand,
  textThenMail,
} from './stage.ts';

/** The whole way through a stage as it is deployed: API, queue, worker, state machine, senders; under their own roles. */

const PHONE = '1-2025550102';

beforeAll(async () => {
  await createUser('jane@example.com');
  await createUser('omar@example.com');
  await textThenMail('omar@example.com', PHONE);
  const team = await call('POST', '/v2/teams', {
    name: 'Operations',
    members: [{ user: { username: 'jane@example.com' }, role: 'user' }],
  });
  expect(team).toMatchObject({ status: 201 });
});

const isAcknowledged = async (alertId: string) =>
  (await call('GET', `/v2/alerts/${alertId}`)).body.data.acknowledged;

test('a wrong key is refused', async () => {
  const refused = await fetch(`${process.env.TOCSIN_URL}/v2/alerts`, {
    headers: { Authorization: 'GenieKey wrong' },
  });
  expect(refused.status).toBe(401);
});

test('each component of the stage is healthy, checked with the rights of its role', async () => {
  const { status, body } = await call('GET', '/v2/health');
  expect({ status, parts: body.data.parts }).toEqual({
    status: 200,
    parts: ['table', 'alert-actions', 'incident-actions', 'alert-escalation'].map((name) => ({
      name,
      status: 'healthy',
    })),
  });
});

test('an alert notifies its team; an acknowledge stops its escalation', async () => {
  const alertId = await done('POST', '/v2/alerts', {
    message: 'Disk full',
    responders: [{ type: 'team', name: 'Operations' }],
  });
  const mail = await sent('email', 'Disk full');
  expect(mail).toMatchObject({
    to: ['jane@example.com'],
    from: expect.stringContaining('tocsin@example.com'),
  });
  expect(await executionsOf(alertId)).toMatchObject([
    { name: expect.stringContaining(`${alertId}-run1`), status: 'RUNNING' },
  ]);

  await done('POST', `/v2/alerts/${alertId}/acknowledge`, { user: 'jane@example.com' });
  expect(await isAcknowledged(alertId)).toBe(true);
  await eventually(
    () => executionsOf(alertId),
    ([execution]) => execution?.status === 'ABORTED' && /acknowledged/i.test(execution.cause ?? ''),
  );
});

test('the link in the e-mail acknowledges after a confirmation', async () => {
  const alertId = await done('POST', '/v2/alerts', {
    message: 'Link follows',
    responders: [{ type: 'user', username: 'jane@example.com' }],
  });
  const { html = '' } = await sent('email', 'Link follows');
  const [path = ''] = /\/l\/[\w.~-]+/.exec(html) ?? [];
  const page = await fetch(`${process.env.TOCSIN_URL}${path}`);
  expect(page.status).toBe(200);
  expect(await isAcknowledged(alertId)).toBe(false);
  expect((await fetch(`${process.env.TOCSIN_URL}${path}`, { method: 'POST' })).status).toBe(200);
  await eventually(() => isAcknowledged(alertId), Boolean);
});

test('a reply to an SMS acknowledges, and gets a reply', async () => {
  const alertId = await done('POST', '/v2/alerts', {
    message: 'Answer me',
    responders: [{ type: 'user', username: 'omar@example.com' }],
  });
  const { text = '', to } = await sent('sms', 'Answer me');
  const [, code] = /Reply (A\d{4}) to ack/.exec(text) ?? [];
  await publish('received-sms', {
    originationNumber: to[0],
    destinationNumber: '+12025550100',
    messageKeyword: 'KEYWORD',
    messageBody: code,
    inboundMessageId: crypto.randomUUID(),
  });
  await eventually(() => isAcknowledged(alertId), Boolean);
  expect((await sent('sms', 'Acknowledged: ')).to).toEqual(to);
});

test('duplicates are counted on one alert', async () => {
  const alias = 'same thing';
  const first = await done('POST', '/v2/alerts', { message: 'Again', alias });
  expect(await done('POST', '/v2/alerts', { message: 'Again', alias })).toBe(first);
  expect((await call('GET', `/v2/alerts/${first}`)).body.data.count).toBe(2);
});

test('attachments are stored in the bucket and downloaded from it', async () => {
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

test('an escalation that was stopped by hand continues within two minutes', async () => {
  const alertId = await done('POST', '/v2/alerts', {
    message: 'Left alone',
    responders: [{ type: 'user', username: 'omar@example.com' }],
  });
  const { tinyId } = (await call('GET', `/v2/alerts/${alertId}`)).body.data;
  expect((await sent('sms', `#${tinyId} `)).to).toEqual([`+${PHONE.replace('-', '')}`]);
  await stopByHand(alertId);
  // Missed among the executions that run, which are listed every minute; and the emulator takes its time.
  const mail = await sent('email', 'Left alone', 270_000);
  expect(mail.to).toEqual(['omar@example.com']);
  expect((await executionsOf(alertId)).map(({ name }) => name?.replace(/.*-run/, 'run'))).toEqual([
    'run1',
    'run1-1',
  ]);
}, 300_000);
