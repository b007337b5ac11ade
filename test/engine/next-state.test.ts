import { ACCOUNT, ALERT_ID, START } from '../../simulator/configuration.ts';
import { CHANNELS, type Channel, type NotificationRequest } from '../../src/domain/notifications/model.ts';
import { chooseNextState, withSender } from '../../src/engine/next-state.ts';

const toSender = (channel: string) => `arn:${channel}`;
const senders = {
  ...Object.fromEntries(CHANNELS.map((channel) => [channel, toSender(channel)])),
  other: 'arn:record-failure',
};

const notification = (channel: Channel): NotificationRequest => ({
  notificationId: `by-${channel}`,
  accountId: ACCOUNT,
  alertId: ALERT_ID,
  channel,
  userId: 'jane',
  contactId: 'c',
  event: 'create-alert',
  flowKey: 'user:jane',
  flowRun: 1,
  condition: 'if-not-acked',
  dueAt: START,
});
const byUnknownChannel = notification('pigeon' as Channel);
const sms = notification('sms');

test.each([
  ['a lone notification that something follows', [sms], true, 'sms'],
  ['the last notification', [sms], false, 'all'],
  ['two notifications', [sms, notification('email')], true, 'all'],
  ['a lone notification of an unknown channel', [byUnknownChannel], true, 'all'],
] as const)('%s goes to the right state', (_, notifications, resumes, next) => {
  expect(chooseNextState('NOTIFY', notifications, resumes, senders)).toBe(next);
});

test('WAIT goes to the wait, and END to the end', () => {
  expect(chooseNextState('WAIT', [], true, senders)).toBe('wait');
  expect(chooseNextState('END', [], false, senders)).toBe('end');
});

test('each notification goes to the sender of its channel, and one of an unknown channel to record-failure', () => {
  expect(CHANNELS.map((channel) => withSender(notification(channel), senders).sender)).toEqual(
    CHANNELS.map(toSender),
  );
  expect(withSender(byUnknownChannel, senders).sender).toBe('arn:record-failure');
});
