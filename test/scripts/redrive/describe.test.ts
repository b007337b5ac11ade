import { type DeadLetterQueue, describeLetter } from '../../../scripts/redrive/describe.ts';

const AT = Date.parse('2026-11-24T12:00:00Z');

const letter = (body: unknown) => ({
  id: 'message-1',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  sentAt: AT,
  group: 'one',
  receiptHandle: 'handle',
});

test.each<[DeadLetterQueue, unknown, string]>([
  [
    'alert-actions',
    {
      accountId: 'acme',
      requestId: 'request-1',
      receivedAt: AT,
      target: { by: 'alias', alias: 'disk' },
      action: { type: 'Close' },
    },
    '2026-11-24T12:00:00.000Z Close on {"by":"alias","alias":"disk"}, account acme, request request-1',
  ],
  [
    'notifications',
    {
      notification: { channel: 'sms', userId: 'user-1', accountId: 'acme', alertId: 'alert-1', dueAt: AT },
      state: 'undelivered',
      error: 'NotificationRejected',
      reason: 'the number is blocked',
    },
    '2026-11-24T12:00:00.000Z sms to user user-1 about alert alert-1, account acme: ' +
      'undelivered, NotificationRejected the number is blocked',
  ],
  [
    'notifications',
    {
      ...{ event: 'created', userId: 'user-1', accountId: 'acme', incidentId: 'incident-1', at: AT },
      ...{ notificationId: 'n-1', state: 'rejected', reason: 'the user has no e-mail address' },
    },
    '2026-11-24T12:00:00.000Z created to user user-1 about incident incident-1, account acme: ' +
      'rejected, the user has no e-mail address',
  ],
  [
    'stakeholder-notifications',
    { event: 'created', userId: 'user-1', accountId: 'acme', incidentId: 'incident-1', at: AT },
    '2026-11-24T12:00:00.000Z created to user user-1 about incident incident-1, account acme',
  ],
  [
    'shift-notices',
    {
      ...{ event: 'schedule-start', channel: 'sms', userId: 'user-1', accountId: 'acme' },
      ...{ scheduleId: 'schedule-1', at: AT },
    },
    '2026-11-24T12:00:00.000Z schedule-start by sms to user user-1 of schedule schedule-1, account acme',
  ],
  [
    'notifications',
    {
      ...{ event: 'schedule-end', channel: 'email', userId: 'user-1', accountId: 'acme' },
      ...{ scheduleId: 'schedule-1', at: AT, state: 'unknown', reason: 'the provider did not answer' },
    },
    '2026-11-24T12:00:00.000Z schedule-end by email to user user-1 of schedule schedule-1, account acme: ' +
      'unknown, the provider did not answer',
  ],
  [
    'contact-messages',
    {
      ...{ kind: 'test', channel: 'sms', userId: 'user-1', contactId: 'contact-1', accountId: 'acme' },
      ...{ notificationId: 'n-1', requestedAt: AT },
    },
    '2026-11-24T12:00:00.000Z test by sms to user user-1, account acme',
  ],
  [
    'alert-webhooks',
    { accountId: 'acme', integrationId: 'integration-1', eventId: 'event-1', payload: { action: 'Close' } },
    'Close for webhook integration integration-1, account acme, event event-1',
  ],
  [
    'received-sms',
    { originationNumber: '+15550001234', messageBody: 'A4821', inboundMessageId: 'inbound-1' },
    'text inbound-1',
  ],
  [
    'received-emails',
    { mail: { messageId: 'ses-1', source: 'jobs@example.com' }, receipt: {} },
    'e-mail ses-1',
  ],
  [
    'scheduled-functions',
    {
      requestContext: {
        functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:tocsin-prod-reconcile:$LATEST',
        condition: 'RetriesExhausted',
      },
      responsePayload: { errorType: 'TypeError', errorMessage: 'no' },
    },
    'tocsin-prod-reconcile: TypeError: no',
  ],
  ['alert-actions', 'not JSON', '2026-11-24T12:00:00.000Z not JSON'],
  ['notifications', { odd: true }, '2026-11-24T12:00:00.000Z {"odd":true}'],
])('a dead letter of %s is described in one line', (queue, body, line) => {
  expect(describeLetter(queue, letter(body))).toBe(line);
});

test('a message that a worker dead-lettered shows the reason', () => {
  const body = { accountId: 'acme', requestId: 'r', receivedAt: AT, target: {}, action: { type: 'Close' } };
  expect(describeLetter('alert-actions', { ...letter(body), reason: 'TypeError at worker.ts:12' })).toMatch(
    /request r: TypeError at worker\.ts:12$/,
  );
});
