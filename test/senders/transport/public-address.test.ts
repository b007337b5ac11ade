import { CHANNELS } from '../../../src/domain/notifications/model.ts';
import { device, emailAddress, phoneNumber, webhookUrl } from '../../../src/domain/users/contact-address.ts';
import { channelDeclarations } from '../../../src/senders/channels/declarations.ts';
import { isPublicAddress } from '../../../src/senders/transport/public-address.ts';

test.each([
  ['1-9999999999', '+19999999999'],
  ['49-15112345678', '+4915112345678'],
  ['+44-7700900123', '+447700900123'],
  [' 90-532 123 4567 ', '+905321234567'],
  ['9999999999', undefined],
  ['0-9999999999', undefined],
  ['1-', undefined],
  ['1-99', undefined],
  ['1-9999999999999999', undefined],
  ['1-999-999-9999', undefined],
  ['1-555abc0000', undefined],
])('the phone number %s', (to, e164) => {
  expect(phoneNumber(to)).toBe(e164);
});

test.each([
  ['jane@example.com', 'jane@example.com'],
  [' jane+pager@sub.example.com ', 'jane+pager@sub.example.com'],
  ['jane', undefined],
  ['a@b@c', undefined],
  ['jane@example.com, eve@example.com', undefined],
  ['jane@example.com\nBcc: eve@example.com', undefined],
  ['"x"@example.com', undefined],
])('the e-mail address %j', (to, address) => {
  expect(emailAddress(to)).toBe(address);
});

test.each([
  ['fcm:abcdefgh:ijk', { platform: 'GCM', token: 'abcdefgh:ijk' }],
  ['abcdefghijk', { platform: 'GCM', token: 'abcdefghijk' }],
  ['apns:0123456789abcdef', { platform: 'APNS', token: '0123456789abcdef' }],
  ['fcm:', undefined],
  ['short', undefined],
  ['apns:with space 123', undefined],
])('the device %s', (to, found) => {
  expect(device(to)).toEqual(found);
});

test.each([
  ['https://hooks.example.com/x?y=1', true],
  ['http://hooks.example.com/x', false],
  ['https://user:secret@hooks.example.com/', false],
  ['ftp://hooks.example.com/', false],
  ['hooks.example.com', false],
])('the webhook %s', (to, taken) => {
  expect(webhookUrl(to) !== undefined).toBe(taken);
});

test('http is accepted only if it is allowed', () => {
  expect(webhookUrl('http://localhost:1/', true)?.href).toBe('http://localhost:1/');
});

test('every channel is registered under its own name', () => {
  expect(Object.keys(channelDeclarations).sort()).toEqual([...CHANNELS].sort());
  for (const channel of CHANNELS) {
    expect(channelDeclarations[channel].name).toBe(channel);
    expect(channelDeclarations[channel].acceptsContact('')).toBe(false);
  }
});

test.each(['8.8.8.8', '52.94.236.248', '2606:4700:4700::1111', '2a05:d014::1'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'ff02::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'localhost',
  '0x7f.1',
  '',
])('%j is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});
