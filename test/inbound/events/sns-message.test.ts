import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { selfSigned } from '../../../simulator/certificate.ts';
import { logger } from '../../../src/platform/logger.ts';
import { inboundService } from './inbound-service.ts';

// These failures are intended.
logger.setLogLevel('SILENT');

const certificate = selfSigned('260101000000Z', '270101000000Z');
const stranger = selfSigned('260101000000Z', '270101000000Z');
const expired = selfSigned('250101000000Z', '260101000000Z');

const CERTIFICATE_URL = 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123.pem';
const SUBSCRIBE_URL =
  'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:123456789012:alarms&Token=t';

type Envelope = Record<string, string>;

const alarm = readFileSync('src/inbound/events/tools/cloudwatch/sample-alarm.json', 'utf8');

const notification = (message: string, change: Envelope = {}): Envelope => ({
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  Subject: 'ALARM: orders-dlq-not-empty',
  Message: message,
  Timestamp: '2026-11-24T10:00:00.000Z',
  SignatureVersion: '1',
  SigningCertURL: CERTIFICATE_URL,
  UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
  ...change,
});

const confirmation = (change: Envelope = {}): Envelope => ({
  Type: 'SubscriptionConfirmation',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  Token: 't',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  Message: 'You have chosen to subscribe to the topic.',
  SubscribeURL: SUBSCRIBE_URL,
  Timestamp: '2026-11-24T10:00:00.000Z',
  SignatureVersion: '2',
  SigningCertURL: CERTIFICATE_URL,
  ...change,
});

/** The signed text of SNS by its documentation: names and values in turn, in the order of their names. */
function signed(envelope: Envelope, key = certificate.key): Envelope {
  const names =
    envelope.Type === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names
    .filter((name) => envelope[name] !== undefined)
    .map((name) => `${name}\n${envelope[name]}\n`)
    .join('');
  const digest = envelope.SignatureVersion === '2' ? 'sha256' : 'sha1';
  return { ...envelope, Signature: sign(digest, Buffer.from(text), key).toString('base64') };
}

function createHarness(pem = certificate.pem) {
  const fetched: string[] = [];
  const service = inboundService({
    fetchText: async (url) => {
      fetched.push(url);
      return url.endsWith('.pem') ? pem : '<ConfirmSubscriptionResponse/>';
    },
  });
  const post = (envelope: Envelope, path = '/v1/json/cloudwatch?apiKey=CloudWatch') =>
    service.post(path, JSON.stringify(envelope), {
      'content-type': 'text/plain; charset=UTF-8',
      'x-amz-sns-message-type': String(envelope.Type),
    });
  return { ...service, post, fetched };
}

test.each(['1', '2'])(
  'an alarm in an SNS envelope is read as an alarm (signature version %s)',
  async (version) => {
    const { post, sent } = createHarness();
    expect((await post(signed(notification(alarm, { SignatureVersion: version })))).status).toBe(202);
    expect(sent[0]?.message).toMatchObject({
      action: { type: 'Create', message: '[CloudWatch] orders-dlq-not-empty' },
      target: { value: JSON.parse(alarm).AlarmArn },
    });
  },
);

test('an SNS redelivery has the same request id, and the certificate is fetched once', async () => {
  const { post, sent, fetched } = createHarness();
  await post(signed(notification(alarm)));
  await post(signed(notification(alarm)));
  await post(signed(notification(alarm, { MessageId: 'another' })));
  const [first, again, other] = sent.map(({ message }) => message.requestId);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(fetched).toEqual([CERTIFICATE_URL]);
});

test('a published text opens an alert with its subject as message', async () => {
  const { post, sent } = createHarness();
  await post(signed(notification('Look at the console')), '/v1/json/amazonsns?apiKey=AmazonSns');
  await post(signed(notification('Look at the console')));
  for (const { message } of sent) {
    expect(message.action).toMatchObject({
      message: '[SNS] ALARM: orders-dlq-not-empty',
      description: 'Look at the console',
    });
  }
  expect(sent).toHaveLength(2);
});

test('a message without an envelope is accepted, as raw delivery sends it', async () => {
  const { post, sent, fetched } = createHarness();
  expect((await post(JSON.parse(alarm))).status).toBe(202);
  expect(sent).toHaveLength(1);
  expect(fetched).toEqual([]);
});

test('a subscription is confirmed and opens no alert', async () => {
  const { post, sent, fetched } = createHarness();
  const { status, body } = await post(signed(confirmation()));
  expect([status, body.result]).toEqual([202, 'Subscription confirmed']);
  expect(fetched).toEqual([CERTIFICATE_URL, SUBSCRIBE_URL]);
  expect(sent).toEqual([]);
});

test.each([
  ['is changed', { ...signed(notification(alarm)), Message: '{}' }],
  ['is signed by somebody else', signed(notification(alarm), stranger.key)],
  ['is of an unknown version', signed(notification(alarm, { SignatureVersion: '3' }))],
  ['is not signed', { ...notification(alarm), Signature: '' }],
  ['has no subject, and one was added', { ...signed(notification(alarm)), Subject: 'Another' }],
])('a message that %s is refused', async (_, envelope) => {
  const { post, sent } = createHarness();
  expect((await post(envelope)).status).toBe(403);
  expect(sent).toEqual([]);
});

test('a message signed with an expired certificate is rejected', async () => {
  const { post, sent } = createHarness(expired.pem);
  expect((await post(signed(notification(alarm), expired.key))).status).toBe(403);
  expect(sent).toEqual([]);
});

test.each([
  'https://sns.eu-central-1.amazonaws.com.example.com/SimpleNotificationService-0.pem',
  'https://example.com/SimpleNotificationService-0.pem',
  'http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem',
  'https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0.pem',
  'https://sns.eu-central-1.amazonaws.com/other.pem',
  'https://a@sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem',
  'https://169.254.169.254/SimpleNotificationService-0.pem',
  '',
])('a certificate at %j is not fetched', async (url) => {
  const { post, fetched } = createHarness();
  expect((await post(signed(notification(alarm, { SigningCertURL: url })))).status).toBe(403);
  expect(fetched).toEqual([]);
});

test.each([
  'https://example.com/?Action=ConfirmSubscription',
  'http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription',
  'https://sns.eu-central-1.amazonaws.com.example.com/',
  'http://169.254.169.254/latest/meta-data',
])('a subscription is not confirmed at %j', async (url) => {
  const { post, fetched } = createHarness();
  expect((await post(signed(confirmation({ SubscribeURL: url })))).status).toBe(403);
  expect(fetched).toEqual([CERTIFICATE_URL]);
});

test('nothing is fetched for a request without a valid key', async () => {
  const { post, fetched } = createHarness();
  expect((await post(signed(confirmation()), '/v1/json/cloudwatch?apiKey=none')).status).toBe(401);
  expect(fetched).toEqual([]);
});

test('if SNS cannot be reached, the response makes it deliver again', async () => {
  const { post } = inboundService({ fetchText: async () => Promise.reject(new Error('down')) });
  const response = await post('/v1/json/cloudwatch?apiKey=CloudWatch', signed(notification(alarm)));
  expect(response.status).toBe(503);
});

test('a message that somebody writes by hand, without a signature, is answered with what is missing', async () => {
  const { post } = createHarness();
  const { Signature: _, ...unsigned } = { ...notification(alarm), Signature: '' };
  const { status, body } = await post(unsigned);
  expect(status).toBe(202);
  expect(body.result).toContain('it is not signed (Signature is missing). To try it by hand, send the alarm');
});
