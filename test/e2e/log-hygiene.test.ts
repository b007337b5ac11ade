import { startLocalService, waitFor } from '../../simulator/local-service.ts';
import { sendMail } from '../support/smtp.ts';

jest.setTimeout(90_000);

const ACCOUNT_KEY = 'key-that-is-nobody-s-business';
const PRIVATE = {
  email: 'private.person@home.example',
  phone: '44-7700900123',
  device: 'fcm:device-token-of-a-private-phone',
  message: 'Confidential: the vault is open',
  note: 'The password is swordfish',
};

test('the logs of an alert contain no address, number, token, key or alert text', async () => {
  const service = await startLocalService({
    timeScale: 60,
    environment: { ACCOUNT_KEY, LOG_LEVEL: 'DEBUG' },
  });
  let output = '';
  for (const stream of [service.process.stdout, service.process.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: { authorization: `GenieKey ${ACCOUNT_KEY}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const person = `/v2/users/${PRIVATE.email}`;
  const user = { username: PRIVATE.email, fullName: 'Private Person', role: { name: 'User' } };
  expect((await call('POST', '/v2/users', user)).status).toBe(201);
  for (const [method, to] of [
    ['sms', PRIVATE.phone],
    ['voice', PRIVATE.phone],
    ['mobile', PRIVATE.device],
  ]) {
    expect((await call('POST', `${person}/contacts`, { method, to })).status).toBe(201);
  }
  const { body: rules } = await call('GET', `${person}/notification-rules`);
  const rule = (rules.data as { id: string; actionType: string }[]).find(
    ({ actionType }) => actionType === 'create-alert',
  );
  const steps = [
    ['email', PRIVATE.email],
    ['sms', PRIVATE.phone],
    ['voice', PRIVATE.phone],
    ['mobile', PRIVATE.device],
  ].map(([method, to]) => ({
    contact: { method, to },
    sendAfter: { timeAmount: 0, timeUnit: 'minutes' },
    enabled: true,
  }));
  expect((await call('PATCH', `${person}/notification-rules/${rule!.id}`, { steps })).status).toBe(200);

  const { message, note } = PRIVATE;
  const alert = { message, alias: 'vault', note, responders: [{ type: 'user', username: PRIVATE.email }] };
  expect((await call('POST', '/v2/alerts', alert)).status).toBe(202);
  const sent = await waitFor(service.outbox, (all) => all.length >= 4, 30_000);
  const links = sent.flatMap(({ text = '' }) => text.match(/\/l\/[\w.~-]+/g) ?? []);
  expect(links.length).toBeGreaterThan(0);
  expect((await fetch(`${service.url}${links[0]}`)).status).toBe(200);
  const [, code = 'none'] = /Reply (A\d{4})/.exec(sent.map(({ text }) => text).join('\n')) ?? [];
  const answer = { method: 'POST', body: JSON.stringify({ from: '+447700900123', text: code }) };
  expect((await fetch(`${service.url}/_local/reply-sms`, answer)).status).toBe(202);
  await waitFor(service.outbox, (all) => all.some(({ text }) => text?.startsWith('Acknowledged: ')), 30_000);
  for (const action of ['acknowledge', 'notes', 'close']) {
    await call('POST', `/v2/alerts/vault/${action}?identifierType=alias`, { user: PRIVATE.email, note });
  }
  const email = { name: 'Mail', type: 'Email', emailUsername: 'vault' };
  const { data: integration } = (await call('POST', '/v2/integrations', email)).body;
  const { emailAddress } = integration as { emailAddress: string };
  const mail = { from: PRIVATE.email, headers: { Subject: message }, text: note };
  expect(await sendMail(service.smtpPort, { ...mail, to: [emailAddress] })).toBe(250);
  // Rejected requests are logged, too.
  expect(await sendMail(service.smtpPort, { ...mail, to: ['nobody@in.localhost'] })).toBe(250);
  await waitFor(
    async () => output,
    (all) => all.includes('E-mail rejected'),
  );
  await call('POST', '/v2/alerts', { message: '' });
  await fetch(`${service.url}/v2/alerts`, { headers: { authorization: 'GenieKey wrong-key' } });
  await waitFor(
    async () => (await call('GET', '/v2/alerts/vault/notes?identifierType=alias')).status,
    (status) => status === 200 || status === 404,
  );
  expect(await service.stop()).toBe(0);

  expect(output).toContain('Assessed');
  const secrets = [
    ...Object.values(PRIVATE),
    ACCOUNT_KEY,
    service.apiKey,
    emailAddress,
    'nobody@in.localhost',
    ...links.map((link) => link.slice(3)),
    code,
  ];
  for (const secret of secrets) {
    expect(output.toLowerCase()).not.toContain(secret.toLowerCase());
  }
  expect(output).not.toContain('7700900123');
  expect(output).not.toContain('device-token-of-a-private-phone');
});
