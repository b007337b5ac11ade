import { GONE_REASON } from '../../src/senders/web-push/retire-device.ts';
import { toDeviceName } from '../../web/src/push/device-name.ts';
import { type Contact, type DeviceFacts, toDeviceState } from '../../web/src/push/device-state.ts';
import { forgetDevice, readRememberedDevice, rememberDevice } from '../../web/src/push/remembered-device.ts';

const ENDPOINT = 'https://push.example.com/here';

const aContact = (change: Partial<Contact> = {}): Contact => ({
  id: 'here',
  method: 'webpush',
  to: ENDPOINT,
  name: 'Firefox on Linux',
  status: { enabled: true },
  verification: { state: 'verified', method: 'tap' },
  applyOrder: 1,
  ...change,
});

const OTHERS: readonly Contact[] = [
  aContact({ id: 'mail', method: 'email', to: 'jane@example.com' }),
  aContact({ id: 'phone', to: 'https://push.example.com/phone' }),
];

const someFacts = (change: Partial<DeviceFacts> = {}): DeviceFacts => ({
  support: 'supported',
  permission: 'granted',
  endpoint: ENDPOINT,
  remembered: { userId: 'jane', contactId: 'here' },
  userId: 'jane',
  contacts: [...OTHERS, aContact()],
  ...change,
});

const NEW: Partial<DeviceFacts> = { endpoint: undefined, remembered: undefined, contacts: OTHERS };

describe('the state of this device', () => {
  test.each<[string, Partial<DeviceFacts>, object]>([
    ['receives notifications once it is confirmed', {}, { kind: 'on', contact: aContact() }],
    ['is found by its endpoint alone', { remembered: undefined }, { kind: 'on' }],
    [
      'waits for the tap',
      { contacts: [aContact({ verification: { state: 'unverified' } })] },
      { kind: 'unconfirmed' },
    ],
    ['is off before it is set up', { ...NEW, permission: 'default' }, { kind: 'off' }],
    ['is blocked if notifications are forbidden', { ...NEW, permission: 'denied' }, { kind: 'blocked' }],
    ['is unsupported', { support: 'unsupported' }, { kind: 'unsupported' }],
    ['needs the home screen', { support: 'home-screen-first' }, { kind: 'home-screen-first' }],
    ['is lost without permission', { permission: 'denied' }, { kind: 'lost', reason: 'permission' }],
    ['is lost without a subscription', { endpoint: undefined }, { kind: 'lost', reason: 'subscription' }],
    [
      'is lost if the browser has another subscription',
      { endpoint: 'https://push.example.com/renewed' },
      { kind: 'lost', reason: 'subscription' },
    ],
    [
      'is lost if the push service has ended the subscription',
      { contacts: [aContact({ status: { enabled: false, disabledReason: GONE_REASON } })] },
      { kind: 'lost', reason: 'ended-by-push-service' },
    ],
    [
      'is disabled, not lost, if the person has disabled it',
      { contacts: [aContact({ status: { enabled: false, disabledReason: 'Disabled by user' } })] },
      { kind: 'disabled' },
    ],
    ['is off after its contact was deleted', { contacts: OTHERS }, { kind: 'off' }],
    [
      'is never the contact that another user had here',
      { userId: 'omar', endpoint: undefined },
      { kind: 'off' },
    ],
  ])('%s', (_, change, expected) => {
    expect(toDeviceState(someFacts(change))).toMatchObject(expected);
  });
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
    'Safari on Mac',
  ],
  ['an unknown browser', 'Browser'],
])('%s is named %s', (userAgent, name) => {
  expect(toDeviceName(userAgent)).toBe(name);
});

test('a browser remembers its contact until it forgets it, and is not confused by other texts', () => {
  const values = new Map<string, string>();
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  expect(readRememberedDevice(storage)).toBeUndefined();
  rememberDevice(storage, { userId: 'jane', contactId: 'here' });
  expect(readRememberedDevice(storage)).toEqual({ userId: 'jane', contactId: 'here' });
  for (const text of ['{', '[]', '{"userId":1,"contactId":"here"}']) {
    for (const key of values.keys()) values.set(key, text);
    expect(readRememberedDevice(storage)).toBeUndefined();
  }
  rememberDevice(storage, { userId: 'jane', contactId: 'here' });
  forgetDevice(storage);
  expect(values.size).toBe(0);
});
