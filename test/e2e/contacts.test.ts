import { type SentMessage, waitFor } from '../../simulator/local-service.ts';
import { deployedAt } from '../support/deployed-service.ts';
import { type Account, openAccount } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

const CONTACTS = '/v2/users/kim@night.example/contacts';

async function createdId(path: string, body?: object): Promise<string> {
  const { status, body: answer } = await account.call('POST', path, body);
  expect(status).toBe(201);
  return (answer.data as { id: string }).id;
}

const messageTo = (address: string, wanted: (message: SentMessage) => boolean = () => true) =>
  waitFor(
    async () => (await account.service.outbox()).find((each) => each.to.includes(address) && wanted(each)),
    (found) => found !== undefined,
  );

test('a contact is tested and verified through the real sender', async () => {
  const address = 'kim.at.home@example.com';
  const id = await createdId(CONTACTS, { method: 'email', to: address });

  const testId = await createdId(`${CONTACTS}/${id}/test`);
  expect((await messageTo(address))?.subject).toBe('Test message from Tocsin');
  await waitFor(
    async () =>
      (await account.call('GET', `${CONTACTS}/${id}/test/${testId}`)).body.data as { state: string },
    ({ state }) => state === 'sent',
  );

  // A contact gets one message at a time.
  await waitFor(
    () => account.call('POST', `${CONTACTS}/${id}/verification`),
    ({ status }) => status === 201,
  );
  const sent = await messageTo(address, ({ subject }) => /\d{6}/.test(subject ?? ''));
  const [code = ''] = /\d{6}/.exec(sent?.subject ?? '') ?? [];
  const confirmed = await account.call('POST', `${CONTACTS}/${id}/verification/confirm`, { code });
  expect([confirmed.status, confirmed.body.result]).toEqual([200, 'Verified']);
}, 60_000);

// A stage calls Pushover itself.
(deployedAt ? test.skip : test)(
  'an emergency of Pushover that its user acknowledges in the app acknowledges the alert',
  async () => {
    const userKey = 'uKimsPushoverKey00000000000000';
    const token = 'aTocsinApplication000000000000';
    await createdId(CONTACTS, { method: 'pushover', to: userKey, token });
    await account.act('POST', '/v2/alerts', {
      message: 'Lights out',
      alias: 'lights',
      priority: 'P1',
      responders: [{ type: 'user', username: 'kim@night.example' }],
    });
    const sent = await messageTo(userKey);
    expect(sent?.channel).toBe('pushover');
    // The callback is the same link, and on localhost Pushover does not call it.
    const [, link = ''] = /Acknowledge: (\S+)/.exec(sent?.text ?? '') ?? [];
    const response = await fetch(link, {
      method: 'POST',
      body: new URLSearchParams({ receipt: 'receipt', acknowledged: '1' }),
    });
    expect(response.status).toBe(200);
    await waitFor(
      () => account.alert('lights'),
      ({ acknowledged }) => acknowledged === true,
    );
  },
  60_000,
);
