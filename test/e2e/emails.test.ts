import { waitFor } from '../../simulator/local-service.ts';
import { sendMail } from '../support/smtp.ts';
import { type Account, openAccount, person } from './account.ts';

/** E-mails from the SMTP connection to the message that somebody gets. */

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

const send = (to: string, subject: string, headers: Readonly<Record<string, string>> = {}) =>
  sendMail(account.service.smtpPort, {
    to: [to],
    headers: { Subject: subject, 'Message-ID': `<${subject.replaceAll(' ', '-')}@example.com>`, ...headers },
    text: 'rsync: connection refused',
  });

async function addressOf(path: string, body: object): Promise<string> {
  const answer = await account.call('POST', path, body);
  expect(answer.status).toBe(201);
  return (answer.body.data as { emailAddress: string }).emailAddress;
}

const alertsOf = async (query: string) =>
  (await account.call('GET', `/v2/alerts?query=${encodeURIComponent(query)}`)).body.data as Record<
    string,
    unknown
  >[];

test('an e-mail notifies the responder once, even if delivered twice, and a notification opens no alert', async () => {
  const address = await addressOf('/v2/integrations', {
    name: 'Mail',
    type: 'Email',
    emailUsername: 'ops',
    responders: [person('kim')],
  });

  expect(await send(address, 'Backup of db1 failed')).toBe(250);
  expect(await account.waitForMessages('Backup of db1 failed', 2)).toContain('kim email');
  expect(await account.alert('Backup of db1 failed')).toMatchObject({
    source: 'jobs@example.com',
    integration: { type: 'Email', name: 'Mail' },
    count: 1,
  });

  // The same again, our own notification, the answer of somebody who is away: then one that is seen to have come.
  await send(address, 'Backup of db1 failed');
  await send(address, 'Notice of db1', { 'X-Tocsin-Notification': 'n-1' });
  await send(address, 'Away from db1', { 'Auto-Submitted': 'auto-replied' });
  await send(address, 'Restore of db1 failed');
  await account.waitForMessages('Restore of db1 failed', 1);
  const alerts = await alertsOf('message: db1');
  expect(alerts.map(({ message, count }) => [message, count]).sort()).toEqual([
    ['Backup of db1 failed', 1],
    ['Restore of db1 failed', 1],
  ]);
});

test('an e-mail pings an expired heartbeat and closes its alert', async () => {
  const address = await addressOf('/v2/heartbeats', {
    name: 'Nightly mail',
    interval: 5,
    intervalUnit: 'minutes',
  });
  const heartbeat = async () =>
    (await account.call('GET', '/v2/heartbeats/Nightly%20mail')).body.data as Record<string, unknown>;

  await send(address, 'Ping 1');
  await waitFor(heartbeat, ({ lastPingTime }) => lastPingTime !== undefined);
  const alert = () =>
    account
      .call('GET', '/v2/alerts/heartbeat_nightly%20mail?identifierType=alias')
      .then(({ body }) => body.data as Record<string, unknown> | undefined);
  const opened = await waitFor(alert, (found) => found?.status === 'open', 25_000);

  await send(address, 'Ping 2');

  const byId = async () =>
    (await account.call('GET', `/v2/alerts/${opened?.id}`)).body.data as Record<string, unknown>;
  await waitFor(byId, ({ status }) => status === 'closed', 25_000);
}, 60_000);

test('e-mail for other domains is rejected', async () => {
  expect(await send('somebody@example.com', 'Relay')).toBe(550);
});
