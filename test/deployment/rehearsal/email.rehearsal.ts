import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { call, eventually, outbox } from './stage.ts';

/**
 * An e-mail as SES delivers it: stored in the bucket and announced to the topic. The emulator receives no mail and knows no
 * receipt rules of CloudFormation; so this cannot show that SES is allowed to store and publish.
 */

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:tocsin-rehearsal-received-emails';
const s3 = new S3Client({ forcePathStyle: true });
const sns = new SNSClient({});

async function receive(address: string, id: string, subject: string): Promise<void> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const Bucket = Buckets.find(({ Name }) => Name?.includes('receivedemails'))?.Name;
  const head = {
    From: 'Jobs <jobs@example.com>',
    To: address,
    Subject: subject,
    'Message-ID': `<${id}@example.com>`,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: id,
      Body: [...lines, '', 'rsync: connection refused', ''].join('\r\n'),
    }),
  );
  const notification = {
    notificationType: 'Received',
    mail: { timestamp: new Date().toISOString(), messageId: id, source: 'jobs@example.com' },
    receipt: { recipients: [address], action: { type: 'S3', bucketName: Bucket, objectKey: id } },
  };
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: JSON.stringify(notification) }));
}

test('an e-mail pages the responder of its integration', async () => {
  await call('POST', '/v2/users', { username: 'mia@example.com', fullName: 'Mia', role: { name: 'User' } });
  const created = await call('POST', '/v2/integrations', {
    name: 'Mail',
    type: 'Email',
    emailUsername: 'ops',
    responders: [{ type: 'user', username: 'mia@example.com' }],
  });
  const { emailAddress } = created.body.data;
  expect(emailAddress).toMatch(/^ops\.\w{20}@in\.example\.com$/);

  await receive(emailAddress, 'received-1', 'Backup of db1 failed');

  const [message] = await eventually(
    async () => (await outbox()).filter((entry) => JSON.stringify(entry).includes('Backup of db1 failed')),
    (found) => found.length > 0,
    60_000,
  );
  expect(message).toMatchObject({ channel: 'email', to: ['mia@example.com'] });
});

test('an e-mail pings a heartbeat', async () => {
  const created = await call('POST', '/v2/heartbeats', { name: 'Backup', interval: 1, intervalUnit: 'days' });
  const { emailAddress } = created.body.data;

  await receive(emailAddress, 'received-2', 'ping');

  await eventually(
    () => call('GET', '/v2/heartbeats/Backup'),
    ({ body }) => body.data.lastPingTime !== undefined,
    60_000,
  );
});
