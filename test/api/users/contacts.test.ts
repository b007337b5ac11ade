import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { parseContactAddress } from '../../../src/domain/users/contact-address.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { auditPk } from '../../../src/platform/keys.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

/** The members of a contact that was created with an API key. */
const VERIFIED = {
  state: 'verified',
  method: 'administrator',
  at: '2026-11-02T09:00:00.000Z',
  by: 'Test',
};

async function withJane(accountId: string): Promise<{ call: Call; contacts: string }> {
  const call = configurationApi(table(), { accountId });
  await createdId(call, '/v2/users', {
    username: 'jane@example.com',
    fullName: 'Jane',
    role: { name: 'User' },
  });
  return { call, contacts: '/v2/users/jane@example.com/contacts' };
}

test.each([
  ['email', 'jane@example.org', true],
  ['email', 'jane', false],
  ['sms', '90-123', true],
  ['sms', '1-9999999999', true],
  ['sms', '+19999999999', false],
  ['voice', '49-30123456', true],
  ['voice', '49-30 123456', false],
  ['mobile', 'a-device-token', true],
  ['webhook', 'https://hooks.example.com/page?x=1', true],
  ['webhook', 'http://hooks.example.com/page', false],
  ['webhook', 'https://user:secret@hooks.example.com', false],
  ['webhook', 'hooks', false],
  ['webpush', 'https://push.example.com/send/abc', true],
  ['webpush', 'http://push.example.com/send/abc', false],
  ['ntfy', 'https://ntfy.sh/my-topic', true],
  ['ntfy', 'https://ntfy.example.com:8443/my-topic', true],
  ['ntfy', 'http://ntfy.sh/my-topic', false],
  ['ntfy', 'https://ntfy.sh/', false],
  ['ntfy', 'https://ntfy.sh/a/b', false],
  ['ntfy', 'https://ntfy.sh/topic?auth=x', false],
  ['pushover', 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG', true],
  ['pushover', 'short', false],
] as const)('the address for %s, %s, is accepted: %s', (method, to, taken) => {
  expect('to' in parseContactAddress(method, to)).toBe(taken);
});

test('a contact is created, returned, updated, disabled, enabled and deleted', async () => {
  const { call, contacts } = await withJane('life');
  const id = await createdId(call, contacts, { method: 'sms', to: '1-9999999999' });
  expect((await call('GET', `${contacts}/${id}`)).body.data).toEqual({
    id,
    method: 'sms',
    to: '1-9999999999',
    status: { enabled: true },
    verification: VERIFIED,
  });
  await call('PATCH', `${contacts}/${id}`, { to: '1-8888888888' });
  expect((await call('POST', `${contacts}/${id}/disable`, { Id: id })).status).toBe(200);
  expect((await call('GET', contacts)).body.data).toEqual([
    expect.objectContaining({ method: 'email', to: 'jane@example.com', applyOrder: 0 }),
    {
      id,
      method: 'sms',
      to: '1-8888888888',
      status: { enabled: false, disabledReason: 'Disabled by user' },
      verification: VERIFIED,
      applyOrder: 1,
    },
  ]);
  await call('POST', `${contacts}/${id}/enable`);
  expect((await call('GET', `${contacts}/${id}`)).body.data.status).toEqual({ enabled: true });
  expect((await call('DELETE', `${contacts}/${id}`)).body.result).toBe('Deleted');
  expect((await call('DELETE', `${contacts}/${id}`)).status).toBe(404);
});

test('invalid addresses, unknown methods and duplicate contacts are rejected', async () => {
  const { call, contacts } = await withJane('wrong');
  const errorsOf = async (body: unknown) => (await call('POST', contacts, body)).body.errors;
  expect(await errorsOf({ method: 'pigeon', to: 'x' })).toHaveProperty('method');
  expect(await errorsOf({ method: 'sms', to: '12' })).toHaveProperty('to');
  expect(await errorsOf({ method: 'sms' })).toHaveProperty('to');
  const again = await call('POST', contacts, { method: 'email', to: 'jane@example.com' });
  expect(again.status).toBe(409);
  const id = await createdId(call, contacts, { method: 'email', to: 'jane@example.org' });
  expect((await call('PATCH', `${contacts}/${id}`, { to: 'jane' })).status).toBe(422);
  expect((await call('PATCH', `${contacts}/${id}`, { to: 'jane@example.com' })).status).toBe(409);
  expect((await call('GET', contacts)).body.data).toHaveLength(2);
  expect((await call('GET', `${contacts}/unknown`)).status).toBe(404);
  expect((await call('POST', `${contacts}/unknown/enable`)).status).toBe(404);
});

test("steps follow a contact's new address and are deleted with the contact", async () => {
  const { call, contacts } = await withJane('steps');
  const rules = '/v2/users/jane@example.com/notification-rules';
  const id = await createdId(call, contacts, { method: 'sms', to: '1-111' });
  const sms = { contact: { method: 'sms', to: '1-111' }, sendAfter: { timeAmount: 5 }, enabled: true };
  const ruleId = await createdId(call, rules, {
    name: 'r',
    actionType: 'create-alert',
    enabled: true,
    steps: [sms],
  });
  const steps = async () =>
    (await call('GET', `${rules}/${ruleId}/steps`)).body.data.map(
      ({ contact }: { contact: unknown }) => contact,
    );
  await call('PATCH', `${contacts}/${id}`, { to: '1-222' });
  expect(await steps()).toEqual([{ method: 'sms', to: '1-222' }]);
  await call('DELETE', `${contacts}/${id}`);
  expect(await steps()).toEqual([]);
});

const KEYS = { p256dh: `B${'x'.repeat(86)}`, auth: 'y'.repeat(22) };
const USER_KEY = 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG';
const TOKEN = 'azGDORePK8gMaC0QOYAMyEEuzJnyUi';

describe('contacts with credentials', () => {
  test.each([
    [{ method: 'webpush', to: 'https://push.example.com/a' }, 'keys'],
    [{ method: 'webpush', to: 'https://push.example.com/a', keys: { ...KEYS, p256dh: 'x' } }, 'keys.p256dh'],
    [{ method: 'webpush', to: 'https://push.example.com/a', keys: { ...KEYS, auth: 'x' } }, 'keys.auth'],
    [{ method: 'pushover', to: USER_KEY }, 'token'],
    [{ method: 'pushover', to: USER_KEY, token: 'x' }, 'token'],
    [{ method: 'ntfy', to: 'https://ntfy.sh/topic', token: 'not a token' }, 'token'],
  ])('%j is rejected at %s', async (body, field) => {
    const { call, contacts } = await withJane(
      `credentials-${field}-${body.method}-${JSON.stringify(body).length}`,
    );
    const { status, body: answer } = await call('POST', contacts, body);
    expect(status).toBe(422);
    expect(Object.keys(answer.errors)).toEqual([field]);
    expect((await call('GET', contacts)).body.data).toHaveLength(1);
  });

  test('are never shown, not in the audit log either, and have a name to tell devices apart', async () => {
    const { call, contacts } = await withJane('never-shown');
    for (const body of [
      { method: 'webpush', to: 'https://push.example.com/a', keys: KEYS, name: 'Firefox on a laptop' },
      { method: 'ntfy', to: 'https://ntfy.sh/topic', token: 'tk_private' },
      { method: 'pushover', to: USER_KEY, token: TOKEN },
    ]) {
      await createdId(call, contacts, body);
    }
    const list = (await call('GET', contacts)).body.data;
    expect(list).toMatchObject([{}, { method: 'webpush', name: 'Firefox on a laptop' }, {}, {}]);
    const user = (await call('GET', '/v2/users/jane@example.com?expand=contact')).body;
    const stored = await table().query({ pk: auditPk('never-shown', '2026-11-02') });
    expect(stored.items.length).toBeGreaterThan(3);
    for (const secret of [KEYS.p256dh, KEYS.auth, 'tk_private', TOKEN]) {
      expect(JSON.stringify([list, user, stored.items])).not.toContain(secret);
    }
  });

  test('a browser renews its subscription without being verified again', async () => {
    const { call, contacts } = await withJane('renewed');
    const userId = (await call('GET', '/v2/users/jane@example.com')).body.data.id;
    const asJane = configurationApi(table(), { accountId: 'renewed', userId });
    const to = 'https://push.example.com/a';
    const id = await createdId(call, contacts, { method: 'webpush', to, keys: KEYS });
    await call('POST', `${contacts}/${id}/disable`);
    expect((await asJane('PATCH', `${contacts}/${id}`, { to: `${to}-2` })).body.errors).toHaveProperty(
      'keys',
    );
    await asJane('PATCH', `${contacts}/${id}`, { to: `${to}-2`, keys: KEYS });
    expect((await call('GET', `${contacts}/${id}`)).body.data).toMatchObject({
      to: `${to}-2`,
      status: { enabled: true },
      verification: VERIFIED,
    });
  });

  test('the token of an ntfy topic is not sent to another server', async () => {
    const { call, contacts } = await withJane('moved');
    const id = await createdId(call, contacts, {
      method: 'ntfy',
      to: 'https://ntfy.example.com/topic',
      token: 'tk_private',
    });
    await call('PATCH', `${contacts}/${id}`, { to: 'https://ntfy.sh/topic' });
    const [user] = await createUserStore(table()).list('moved');
    expect(user?.contacts.find((each) => each.id === id)).not.toHaveProperty('credentials');
  });

  test('an empty token removes the token of an ntfy topic, and changes none of Pushover', async () => {
    const { call, contacts } = await withJane('token-removed');
    const to = 'https://ntfy.example.com/topic';
    const ntfy = await createdId(call, contacts, { method: 'ntfy', to, token: 'tk_private' });
    const pushover = await createdId(call, contacts, { method: 'pushover', to: USER_KEY, token: TOKEN });
    expect((await call('PATCH', `${contacts}/${ntfy}`, { to, token: '' })).status).toBe(200);
    expect((await call('PATCH', `${contacts}/${pushover}`, { to: USER_KEY, token: '' })).status).toBe(200);
    const [user] = await createUserStore(table()).list('token-removed');
    const findCredentials = (id: string) => user?.contacts.find((each) => each.id === id)?.credentials;
    expect([findCredentials(ntfy), findCredentials(pushover)]).toEqual([undefined, { token: TOKEN }]);
  });

  test('a new token is stored with the same address', async () => {
    const { call, contacts } = await withJane('token');
    const id = await createdId(call, contacts, { method: 'pushover', to: USER_KEY, token: TOKEN });
    const token = TOKEN.toUpperCase();
    expect((await call('PATCH', `${contacts}/${id}`, { to: USER_KEY, token })).status).toBe(200);
    const [user] = await createUserStore(table()).list('token');
    expect(user?.contacts.find((each) => each.id === id)?.credentials).toEqual({ token });
  });
});

test('the key for subscriptions of browsers is one and the same for every account', async () => {
  const keyOf = async (accountId: string) =>
    (await configurationApi(table(), { accountId })('GET', '/v2/account/push-key')).body.data.publicKey;
  const key = await keyOf('one');
  expect(Buffer.from(key, 'base64url')).toHaveLength(65);
  expect(await keyOf('two')).toBe(key);
});
