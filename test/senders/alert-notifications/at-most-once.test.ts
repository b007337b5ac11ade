import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { readNotification, readNotifications } from '../../../src/domain/notifications/store.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { notificationKey } from '../../../src/platform/keys.ts';
import type { Table } from '../../../src/platform/table.ts';
import { CLAIM_MS } from '../../../src/senders/delivery/deliver.ts';
import { NOON } from '../../support/builders.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import { ADDRESSES, aSender, aStory, endOf, logOf, TAKEN } from '../../support/senders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
let now = NOON;
let provider: StandIn;

beforeAll(async () => {
  provider = await startStandIn();
  provider.behave({ status: 200, body: TAKEN.sms });
});
afterAll(() => provider.stop());
beforeEach(() => {
  now = NOON;
  provider.requests.length = 0;
});

const sender = (on: Table = table()) => aSender(on, () => now, 'sms', provider.endpoint);
const story = (change?: Parameters<typeof aStory>[3]) => aStory(table(), 'sms', ADDRESSES.sms, change);

/** The table of a process that dies at its n-th write, before or after that has reached the table. */
function dying(atWrite: number, when: 'before' | 'after'): Table {
  let writes = 0;
  const crashing =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      writes += 1;
      if (writes > atWrite) throw new Error('dead');
      if (writes === atWrite && when === 'before') throw new Error('dead');
      const result = await write(...args);
      if (writes === atWrite) throw new Error('dead');
      return result;
    };
  const alive = table();
  return { ...alive, put: crashing(alive.put), batchPut: crashing(alive.batchPut) };
}

test('of two concurrent senders one calls the provider, and the retry of the other finds it sent', async () => {
  const { request } = await story();
  const release = provider.hold();
  const both = [endOf(sender()(request)), endOf(sender()(request))];
  const first = await Promise.race(both);
  expect(first).toBe('TransientFailure');
  release();
  expect((await Promise.all(both)).sort()).toEqual(['SENT', 'TransientFailure']);
  expect(await endOf(sender()(request))).toBe('SENT');
  expect(provider.requests).toHaveLength(1);
});

test('twenty concurrent senders send one message', async () => {
  const { alert, request } = await story();
  const ends = await Promise.all(Array.from({ length: 20 }, () => endOf(sender()(request))));
  expect(ends).toContain('SENT');
  expect(ends.every((end) => end === 'SENT' || end === 'TransientFailure')).toBe(true);
  expect(provider.requests).toHaveLength(1);
  expect(await logOf(table(), alert)).toHaveLength(1);
});

test('after a crash before the claim the next sender sends', async () => {
  const { request } = await story();
  expect(await endOf(sender(dying(1, 'before'))(request))).toBe('Error');
  expect(provider.requests).toHaveLength(0);
  expect(await endOf(sender()(request))).toBe('SENT');
  expect(provider.requests).toHaveLength(1);
});

test.each([
  ['after the claim', 1, 'after', 0],
  ['after the call, before the record', 2, 'before', 1],
] as const)(
  'a sender died %s: nobody sends before or after the claim expires',
  async (_, write, when, calls) => {
    const { request } = await story();
    expect(await endOf(sender(dying(write, when))(request))).toBe('Error');
    expect(provider.requests).toHaveLength(calls);
    now = NOON + CLAIM_MS - 1;
    expect(await endOf(sender()(request))).toBe('TransientFailure');
    now = NOON + CLAIM_MS;
    expect(await endOf(sender()(request))).toBe('UnknownOutcome');
    expect(await endOf(sender()(request))).toBe('UnknownOutcome');
    expect(provider.requests).toHaveLength(calls);
    expect(await readNotification(table(), request)).toMatchObject({ state: 'unknown', updatedAt: now });
  },
);

test('after a crash between record and log, the log has one entry', async () => {
  const { alert, request } = await story();
  expect(await endOf(sender(dying(2, 'after'))(request))).toBe('Error');
  now += 1_000;
  expect(await endOf(sender()(request))).toBe('SENT');
  expect(await logOf(table(), alert)).toHaveLength(1);
  expect(provider.requests).toHaveLength(1);
});

test('a record without a log entry gets one', async () => {
  const { alert, request } = await story();
  await sender()(request);
  const [entry] = await logOf(table(), alert);
  await table().delete({ pk: String(entry?.pk), sk: String(entry?.sk) });
  now += 5_000;
  expect(await endOf(sender()(request))).toBe('SENT');
  expect(await logOf(table(), alert)).toEqual([entry]);
});

test('a sender recognizes its own claim if the response was lost', async () => {
  const { request } = await story();
  const alive = table();
  let claims = 0;
  // The write arrives, its response is lost, and the client retries, as the SDK does.
  const forgetful: Table = {
    ...alive,
    async put(item, condition) {
      await alive.put(item, condition);
      claims += 1;
      if (claims === 1) await alive.put(item, condition);
    },
  };
  expect(await endOf(sender(forgetful)(request))).toBe('SENT');
  expect(provider.requests).toHaveLength(1);
});

test('a cancelled notification is not sent and stays cancelled', async () => {
  const { alert, request } = await story({ alert: { acknowledged: true } });
  expect(await endOf(sender()(request))).toBe('CANCELLED');
  await table().put(toAlertItem({ ...alert, acknowledged: false }));
  expect(await endOf(sender()(request))).toBe('CANCELLED');
  expect(provider.requests).toHaveLength(0);
  expect(await readNotification(table(), request)).toMatchObject({
    state: 'cancelled',
    reason: 'AlertAcknowledged',
  });
  expect(await logOf(table(), alert)).toEqual([]);
});

test('a notification that was sent before its cancellation counts as sent', async () => {
  const { alert, request } = await story();
  await sender()(request);
  await table().put(toAlertItem({ ...alert, status: 'closed' }));
  expect(await endOf(sender()(request))).toBe('SENT');
  expect(await readNotification(table(), request)).toMatchObject({ state: 'sent' });
});

test('the notification of a deleted alert is cancelled', async () => {
  const { alert, request } = await story();
  const { pk, sk } = toAlertItem(alert);
  await table().delete({ pk, sk });
  expect(await endOf(sender()(request))).toBe('CANCELLED');
});

describe('no recipient exists', () => {
  const contact = {
    id: 'contact',
    method: 'sms',
    to: ADDRESSES.sms,
    enabled: true,
    disabledReason: '',
  } as const;
  test.each([
    ['the user is blocked', { blocked: true }],
    ['the contact no longer exists', { contacts: [] }],
    ['the contact is disabled', { contacts: [{ ...contact, enabled: false }] }],
    [
      'the contact is not verified',
      { contacts: [{ ...contact, verification: { state: 'unverified' } as const }] },
    ],
    [
      'the contact is not a valid address for the channel sms',
      { contacts: [{ ...contact, to: 'nonsense' }] },
    ],
    [
      'the contact is not a valid address for the channel sms',
      { contacts: [{ ...contact, method: 'email', to: 'jane@example.com' } as const] },
    ],
  ])('%s', async (reason, user) => {
    const { alert, request } = await story({ user });
    await expect(sender()(request)).rejects.toMatchObject({ name: 'NotificationRejected', message: reason });
    expect(await readNotification(table(), request)).toMatchObject({ state: 'rejected', reason });
    expect(await logOf(table(), alert)).toMatchObject([{ log: expect.stringContaining(reason) }]);
    expect(provider.requests).toHaveLength(0);
  });

  test('the user no longer exists', async () => {
    const { alert, user, request } = await story();
    await createUserStore(table()).delete(alert.accountId, user.id);
    await expect(sender()(request)).rejects.toThrow('the user no longer exists');
    expect(await endOf(sender()(request))).toBe('NotificationRejected');
  });
});

test('a sender of one account does not see the alert of another', async () => {
  const { request } = await story();
  expect(await endOf(sender()({ ...request, accountId: 'other' }))).toBe('CANCELLED');
  expect(provider.requests).toHaveLength(0);
});

test('existing records are read by id', async () => {
  const { alert, request } = await story();
  await sender()(request);
  const found = await readNotifications(table(), 'acc', alert.id, [request.notificationId, 'other']);
  expect(found.map(({ notificationId, state }) => [notificationId, state])).toEqual([
    [request.notificationId, 'sent'],
  ]);
  expect(await readNotifications(table(), 'acc', alert.id, [])).toEqual([]);
  const key = notificationKey('acc', alert.id, request.notificationId);
  expect(found[0]).not.toHaveProperty('pk');
  expect(await table().get(key)).toMatchObject({ pk: key.pk });
});
