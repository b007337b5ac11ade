import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { createContactCodes } from '../../../src/domain/contact-messages/codes.ts';
import { CODE_LIFETIME_MS, type ContactMessage } from '../../../src/domain/contact-messages/model.ts';
import {
  MAX_MESSAGES_PER_HOUR,
  MIN_MESSAGE_INTERVAL_MS,
} from '../../../src/domain/contact-messages/request-message.ts';
import { CHANNELS } from '../../../src/domain/notifications/model.ts';
import { createLinkSigner, verifyLinkToken } from '../../../src/domain/responder-actions/link-signer.ts';
import { addPasskey, getPasskeyId, removePasskey } from '../../../src/domain/sign-in/passkeys.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { HOUR, SECOND } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import type { ChannelProviders } from '../../../src/senders/channels/providers.ts';
import { createContactChannels } from '../../../src/senders/contact-messages/channels.ts';
import { createContactMessageSender } from '../../../src/senders/contact-messages/sender.ts';
import { ProviderError } from '../../../src/senders/delivery/provider-outcome.ts';
import { aQueue, batchOf } from '../../domain/incident-worker/harness.ts';
import { anAlert, SET_UP } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const KEYS = { p256dh: `B${'x'.repeat(86)}`, auth: 'y'.repeat(22) };

/** An account with Jane, her own key, the key of an administrator, and the sender of messages to contacts. */
async function aWorld() {
  const accountId = newId();
  let now = SET_UP;
  const clock = () => now;
  const queued = aQueue<ContactMessage>();
  const sent: { readonly channel: string; readonly text: string }[] = [];
  let failure: Error | undefined;
  const record = (channel: string) => async (message: object) => {
    if (failure) throw failure;
    sent.push({ channel, text: JSON.stringify(message) });
    return 'provider-id';
  };
  const providers = Object.fromEntries(
    CHANNELS.map((channel) => [channel, record(channel)]),
  ) as unknown as ChannelProviders;
  const api = (userId?: string): Call =>
    configurationApi(table(), {
      accountId,
      clock,
      contactMessages: queued.queue,
      ...(userId && { userId }),
    });
  const asAdministrator = api();
  const userId = await createdId(asAdministrator, '/v2/users', {
    username: 'jane@example.com',
    fullName: 'Jane',
    role: { name: 'User' },
  });
  const contacts = '/v2/users/jane@example.com/contacts';
  const sender = createContactMessageSender({
    table: table(),
    directory: createDirectory(table()),
    codes: createContactCodes(table(), createAccountSecrets(table())),
    links: createLinkSigner(createAccountSecrets(table()), 'https://tocsin.example.com'),
    clock,
    channels: createContactChannels(providers, true),
  });
  const asJane = api(userId);
  const deliver = async (messages: readonly ContactMessage[] = queued.bodies()) => {
    expect((await sender(batchOf(messages))).batchItemFailures).toEqual([]);
  };
  return {
    accountId,
    userId,
    contacts,
    api,
    asJane,
    asAdministrator,
    queued,
    sent,
    deliver,
    advance(milliseconds: number) {
      now += milliseconds;
    },
    fail(error: Error | undefined) {
      failure = error;
    },
    addPhone: (call: Call = asJane) => createdId(call, contacts, { method: 'sms', to: '1-5550001234' }),
    /** Requests a code for the contact and delivers it; the code. */
    async requestCode(contactId: string, call: Call = asJane): Promise<string> {
      await createdId(call, `${contacts}/${contactId}/verification`, undefined);
      await deliver([queued.bodies().at(-1) as ContactMessage]);
      const [code = ''] = /\b\d{6}\b/.exec(sent.at(-1)?.text.replace('+15550001234', '') ?? '') ?? [];
      return code;
    },
    confirm: (contactId: string, code: string, call: Call = asJane) =>
      call('POST', `${contacts}/${contactId}/verification/confirm`, { code }),
    verificationOf: async (contactId: string) =>
      (await asJane('GET', `${contacts}/${contactId}`)).body.data.verification,
  };
}

const otherThan = (code: string) => (code === '111111' ? '222222' : '111111');

describe('a new contact', () => {
  test('that a user adds for themself is unverified', async () => {
    const { addPhone, verificationOf } = await aWorld();
    expect(await verificationOf(await addPhone())).toEqual({ state: 'unverified' });
  });

  test('that an API key adds counts as verified by an administrator', async () => {
    const { addPhone, verificationOf, asAdministrator } = await aWorld();
    expect(await verificationOf(await addPhone(asAdministrator))).toEqual({
      state: 'verified',
      method: 'administrator',
      at: '2026-11-02T09:00:00.000Z',
      by: 'Test',
    });
  });

  test('from before there was verification counts as verified by an administrator', async () => {
    const { asJane, contacts } = await aWorld();
    const [first] = (await asJane('GET', contacts)).body.data;
    expect(first.verification).toEqual({ state: 'verified', method: 'administrator' });
  });

  test('joins the rule for new alerts, also while it is unverified', async () => {
    const { addPhone, accountId, userId } = await aWorld();
    await addPhone();
    const user = await createUserStore(table()).get(accountId, userId);
    const rule = user?.notificationRules.find(({ actionType }) => actionType === 'create-alert');
    expect(rule?.steps.map(({ contact }) => contact.method)).toEqual(['email', 'sms']);
  });

  test('has to be verified again when its user changes the address, and not for the same address', async () => {
    const { addPhone, asAdministrator, asJane, contacts, verificationOf } = await aWorld();
    const id = await addPhone(asAdministrator);
    await asJane('PATCH', `${contacts}/${id}`, { to: '1-5550001234' });
    expect(await verificationOf(id)).toMatchObject({ state: 'verified' });
    await asJane('PATCH', `${contacts}/${id}`, { to: '1-5550009999' });
    expect(await verificationOf(id)).toEqual({ state: 'unverified' });
  });
});

describe('a code', () => {
  test('verifies the contact to which it was sent, also when it is entered twice', async () => {
    const { addPhone, requestCode, confirm, verificationOf } = await aWorld();
    const id = await addPhone();
    const code = await requestCode(id);
    expect(code).toMatch(/^\d{6}$/);
    const { status, body } = await confirm(id, code);
    expect([status, body.result, body.data.id]).toEqual([200, 'Verified', id]);
    expect(await verificationOf(id)).toEqual({
      state: 'verified',
      method: 'code',
      at: '2026-11-02T09:00:00.000Z',
      by: 'jane@example.com',
    });
    expect((await confirm(id, code)).status).toBe(200);
  });

  test.each([
    ['email', 'jane@example.org', {}],
    ['sms', '1-5550001234', {}],
    ['voice', '1-5550001234', {}],
    ['mobile', 'fcm:device-token-1234567890', {}],
    ['webhook', 'https://hooks.example.com/jane', {}],
    ['webpush', 'https://push.example.com/jane', { keys: KEYS }],
    ['ntfy', 'https://ntfy.example.com/jane', {}],
    ['pushover', 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG', { token: 'azGDORePK8gMaC0QOYAMyEEuzJnyUi' }],
  ])('goes to a contact of the method %s', async (method, to, credentials) => {
    const { asJane, contacts, sent, deliver } = await aWorld();
    const id = await createdId(asJane, contacts, { method, to, ...credentials });
    await createdId(asJane, `${contacts}/${id}/verification`, undefined);
    await deliver();
    expect(sent.filter(({ channel }) => channel === method)).toEqual([
      { channel: method, text: expect.stringMatching(/\d{6}|(\d, ){5}\d/) },
    ]);
  });

  test('to a browser is confirmed by a tap: it is in the address to which the notification leads', async () => {
    const { asJane, contacts, sent, deliver, confirm, verificationOf } = await aWorld();
    const body = { method: 'webpush', to: 'https://push.example.com/jane', keys: KEYS };
    const id = await createdId(asJane, contacts, body);
    await createdId(asJane, `${contacts}/${id}/verification`, undefined);
    await deliver();
    const { content } = JSON.parse(sent.find(({ channel }) => channel === 'webpush')?.text ?? '{}');
    const { pathname, searchParams } = new URL(content.path, 'https://tocsin.example.com');
    expect([pathname, searchParams.get('verify')]).toEqual(['/console/profile', id]);
    expect(`${content.title} ${content.body}`).not.toMatch(/\d{6}/);
    expect((await confirm(id, searchParams.get('code') ?? '')).status).toBe(200);
    expect(await verificationOf(id)).toMatchObject({ state: 'verified', method: 'tap' });
  });

  test('is refused after five wrong ones, until a new one is requested', async () => {
    const { addPhone, requestCode, confirm, advance, verificationOf } = await aWorld();
    const id = await addPhone();
    const code = await requestCode(id);
    for (let i = 0; i < 4; i++) {
      expect((await confirm(id, otherThan(code))).body.errors).toEqual({ code: 'is wrong' });
    }
    const refused = { code: 'was entered wrong 5 times: request a new one' };
    expect((await confirm(id, otherThan(code))).body.errors).toEqual(refused);
    expect((await confirm(id, code)).body.errors).toEqual(refused);
    expect(await verificationOf(id)).toEqual({ state: 'unverified' });
    advance(MIN_MESSAGE_INTERVAL_MS);
    expect((await confirm(id, await requestCode(id))).status).toBe(200);
  });

  test('of many entered at once, no more than five are checked', async () => {
    const { addPhone, requestCode, confirm } = await aWorld();
    const id = await addPhone();
    const code = await requestCode(id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(id, otherThan(code))));
    expect(answers.filter(({ body }) => body.errors.code === 'is wrong')).toHaveLength(4);
    expect((await confirm(id, code)).status).toBe(422);
  });

  test('expires after ten minutes', async () => {
    const { addPhone, requestCode, confirm, advance } = await aWorld();
    const id = await addPhone();
    const code = await requestCode(id);
    advance(CODE_LIFETIME_MS);
    const { status, body } = await confirm(id, code);
    expect(status).toBe(422);
    expect(body.errors.code).toMatch(/^has expired/);
  });

  test('is replaced by a newer one', async () => {
    const { addPhone, requestCode, confirm, advance } = await aWorld();
    const id = await addPhone();
    const old = await requestCode(id);
    advance(MIN_MESSAGE_INTERVAL_MS);
    const newer = await requestCode(id);
    if (old !== newer) expect((await confirm(id, old)).status).toBe(422);
    expect((await confirm(id, newer)).status).toBe(200);
  });

  test('does not verify another contact, or the same one with another address', async () => {
    const { addPhone, requestCode, confirm, asJane, contacts, verificationOf } = await aWorld();
    const id = await addPhone();
    const other = await createdId(asJane, contacts, { method: 'email', to: 'jane@example.org' });
    const code = await requestCode(id);
    expect((await confirm(other, code)).status).toBe(422);
    await asJane('PATCH', `${contacts}/${id}`, { to: '1-5550009999' });
    expect((await confirm(id, code)).status).toBe(422);
    expect(await verificationOf(id)).toEqual({ state: 'unverified' });
  });

  test('is the same in a redelivered message, which is sent once', async () => {
    const { addPhone, requestCode, confirm, deliver, sent } = await aWorld();
    const id = await addPhone();
    const code = await requestCode(id);
    await deliver();
    expect(sent).toHaveLength(1);
    expect((await confirm(id, code)).status).toBe(200);
  });

  test('shows its outcome and the remaining attempts, and leaves no message in a queue', async () => {
    const { addPhone, requestCode, confirm, asJane, contacts, queued } = await aWorld();
    const id = await addPhone();
    const code = await requestCode(id);
    await confirm(id, otherThan(code));
    expect((await asJane('GET', `${contacts}/${id}/verification`)).body.data).toMatchObject({
      verification: { state: 'unverified' },
      code: { state: 'sent', triesLeft: 4, validUntil: '2026-11-02T09:10:00.000Z' },
    });
    expect(JSON.stringify(queued.bodies())).not.toContain(code);
    expect(JSON.stringify(queued.bodies())).not.toContain('5550001234');
  });
});

describe('a test message', () => {
  async function aTest(world: Awaited<ReturnType<typeof aWorld>>, contactId: string) {
    const { asJane, contacts } = world;
    const testId = await createdId(asJane, `${contacts}/${contactId}/test`, undefined);
    return async () => (await asJane('GET', `${contacts}/${contactId}/test/${testId}`)).body.data;
  }

  test('goes to an unverified contact and shows its progress', async () => {
    const world = await aWorld();
    const outcome = await aTest(world, await world.addPhone());
    expect(await outcome()).toMatchObject({ state: 'queued', requestedAt: '2026-11-02T09:00:00.000Z' });
    await world.deliver();
    expect(await outcome()).toMatchObject({ state: 'sent', updatedAt: '2026-11-02T09:00:00.000Z' });
    expect(world.sent).toEqual([
      { channel: 'sms', text: expect.stringContaining('Test message from Tocsin') },
    ]);
  });

  test.each([
    [
      'rejected',
      new ProviderError({ kind: 'answered', status: 400, code: 'InvalidNumber' }),
      'InvalidNumber',
    ],
    ['rejected', new ProviderError({ kind: 'answered', status: 429 }), 'is throttling (429)'],
    ['unknown', new ProviderError({ kind: 'lost', code: 'Timeout' }), 'did not respond'],
  ])('is %s with the reason', async (state, error, reason) => {
    const world = await aWorld();
    world.fail(error);
    const outcome = await aTest(world, await world.addPhone());
    await world.deliver();
    expect(await outcome()).toMatchObject({ state, reason: expect.stringContaining(reason) });
  });

  test('of a disabled contact is rejected, because nothing would be sent to it either', async () => {
    const world = await aWorld();
    const id = await world.addPhone();
    await world.asJane('POST', `${world.contacts}/${id}/disable`);
    const outcome = await aTest(world, id);
    await world.deliver();
    expect(await outcome()).toMatchObject({ state: 'rejected', reason: 'the contact is disabled' });
  });

  test('is not found under another contact', async () => {
    const world = await aWorld();
    const id = await world.addPhone();
    const testId = await createdId(world.asJane, `${world.contacts}/${id}/test`, undefined);
    const [email] = (await world.asJane('GET', world.contacts)).body.data;
    expect((await world.asJane('GET', `${world.contacts}/${email.id}/test/${testId}`)).status).toBe(404);
  });
});

describe('limits', () => {
  test('a contact gets one message at a time', async () => {
    const { addPhone, asJane, contacts, advance } = await aWorld();
    const id = await addPhone();
    await createdId(asJane, `${contacts}/${id}/test`, undefined);
    expect((await asJane('POST', `${contacts}/${id}/verification`)).status).toBe(429);
    advance(MIN_MESSAGE_INTERVAL_MS);
    expect((await asJane('POST', `${contacts}/${id}/verification`)).status).toBe(201);
  });

  test('the contacts of a user get so many messages an hour', async () => {
    const { addPhone, asJane, contacts, advance, queued } = await aWorld();
    const id = await addPhone();
    for (let i = 0; i < MAX_MESSAGES_PER_HOUR; i++) {
      await createdId(asJane, `${contacts}/${id}/test`, undefined);
      advance(MIN_MESSAGE_INTERVAL_MS + SECOND);
    }
    expect((await asJane('POST', `${contacts}/${id}/test`)).status).toBe(429);
    expect(queued.bodies()).toHaveLength(MAX_MESSAGES_PER_HOUR);
    advance(HOUR);
    expect((await asJane('POST', `${contacts}/${id}/test`)).status).toBe(201);
  });

  test('of concurrent requests for a contact one is accepted', async () => {
    const { addPhone, asJane, contacts } = await aWorld();
    const id = await addPhone();
    const all = await Promise.all(Array.from({ length: 4 }, () => asJane('POST', `${contacts}/${id}/test`)));
    expect(all.map(({ status }) => status).toSorted()).toEqual([201, 429, 429, 429]);
  });
});

test('nobody verifies or tests the contacts of another user without the right to manage users', async () => {
  const { addPhone, api, asAdministrator, contacts } = await aWorld();
  const id = await addPhone();
  const omar = await createdId(asAdministrator, '/v2/users', {
    username: 'omar@example.com',
    fullName: 'Omar',
    role: { name: 'User' },
  });
  const asOmar = api(omar);
  for (const path of ['verification', 'test']) {
    expect((await asOmar('POST', `${contacts}/${id}/${path}`)).status).toBe(403);
  }
  const confirmed = await asOmar('POST', `${contacts}/${id}/verification/confirm`, { code: '123456' });
  expect(confirmed.status).toBe(403);
});

test.each(['12345', '123456789', 'abcdef', ''])(
  'the code %j is refused before it counts as a try',
  async (code) => {
    const { addPhone, requestCode, confirm, asJane, contacts } = await aWorld();
    const id = await addPhone();
    await requestCode(id);
    expect((await confirm(id, code)).status).toBe(422);
    const { body } = await asJane('GET', `${contacts}/${id}/verification`);
    expect(body.data.code.triesLeft).toBe(5);
  },
);

describe('a new link in the place of an expired one', () => {
  async function request(world: Awaited<ReturnType<typeof aWorld>>, alert: Alert) {
    const { accountId, userId, asJane, contacts, deliver } = world;
    const [email] = (await asJane('GET', contacts)).body.data;
    await deliver([
      {
        notificationId: newId(),
        accountId,
        userId,
        contactId: email.id,
        channel: 'email',
        kind: 'alert-link',
        aboutAlertId: alert.id,
        requestedAt: SET_UP,
      },
    ]);
  }

  test('names the alert by priority and number and leads to it', async () => {
    const world = await aWorld();
    const alert = anAlert({ accountId: world.accountId, tinyId: '77', priority: 'P2', message: 'Secret' });
    await table().put(toAlertItem(alert));
    await request(world, alert);
    const [{ text = '' } = {}] = world.sent;
    expect(text).toContain('alert P2 #77');
    expect(text).not.toContain('Secret');
    const [, token = ''] = /https:\/\/tocsin\.example\.com\/l\/([\w-]+)/.exec(text) ?? [];
    expect(await verifyLinkToken(createAccountSecrets(table()), token, SET_UP)).toMatchObject({
      kind: 'valid',
      claims: { alertId: alert.id, userId: world.userId, action: 'acknowledge' },
    });
  });

  test('is not sent for an alert that was deleted', async () => {
    const world = await aWorld();
    await request(world, anAlert({ accountId: world.accountId }));
    expect(world.sent).toEqual([]);
  });
});

describe('a device or passkey that is added', () => {
  const device = { method: 'webpush', to: 'https://push.example.com/jane', keys: KEYS, name: 'Firefox' };

  test('is announced to its person by e-mail, once however often the request is repeated', async () => {
    const { asJane, contacts, queued, deliver, sent } = await aWorld();
    const [email] = (await asJane('GET', contacts)).body.data;
    const id = await createdId(asJane, contacts, device);
    expect(queued.bodies()).toEqual([
      expect.objectContaining({ kind: 'device-added', contactId: email.id, aboutContactId: id }),
    ]);
    await deliver();
    await deliver();
    expect(sent).toEqual([{ channel: 'email', text: expect.stringContaining('Firefox') }]);
    expect(sent[0]?.text).toContain('If this was not you');
  });

  test('is announced also after it was removed again', async () => {
    const { asJane, contacts, deliver, sent } = await aWorld();
    const id = await createdId(asJane, contacts, device);
    await asJane('DELETE', `${contacts}/${id}`);
    await deliver();
    expect(sent).toHaveLength(1);
  });

  test('is not announced where the person could not have confirmed the address', async () => {
    const { asJane, contacts, queued } = await aWorld();
    const other = await createdId(asJane, contacts, { method: 'email', to: 'mallory@example.com' });
    await createdId(asJane, contacts, device);
    expect(queued.bodies().map(({ contactId }) => contactId)).not.toContain(other);
    expect(queued.bodies()).toHaveLength(1);
  });

  test('no other contact is announced', async () => {
    const { addPhone, queued } = await aWorld();
    await addPhone();
    expect(queued.bodies()).toEqual([]);
  });

  test('by its name, if it is a passkey', async () => {
    const { accountId, userId, asJane, contacts, deliver, sent } = await aWorld();
    const [email] = (await asJane('GET', contacts)).body.data;
    const passkey = {
      accountId,
      userId,
      credentialId: newId(),
      publicKey: 'key',
      counter: 0,
      transports: [],
      name: 'YubiKey',
      createdAt: SET_UP,
    };
    await addPasskey(table(), passkey);
    const message: ContactMessage = {
      notificationId: newId(),
      accountId,
      userId,
      contactId: email.id,
      channel: 'email',
      kind: 'passkey-added',
      requestedAt: SET_UP,
      aboutPasskeyId: getPasskeyId(passkey),
    };
    await deliver([message]);
    expect(sent[0]?.text).toContain('YubiKey');
    await removePasskey(table(), passkey, getPasskeyId(passkey));
    await deliver([{ ...message, notificationId: newId() }]);
    expect(sent[1]?.text).toContain('removed since then');
  });
});
