import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import {
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  SendVoiceMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { ListContactsCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { createAwsEndpoint } from '../../../src/local/providers/endpoint.ts';
import { createOutbox, type Outbox } from '../../../src/local/shared/outbox.ts';

let folder: string;
let outbox: Outbox;
let server: Server;
let options: object;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  outbox = createOutbox(join(folder, 'outbox.jsonl'), () => 1_800_000_000_000);
  server = createAwsEndpoint(outbox, () => ({}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  options = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('records an e-mail as SES would send it', async () => {
  const { MessageId } = await new SESv2Client(options).send(
    new SendEmailCommand({
      FromEmailAddress: 'Tocsin <t@example.com>',
      Destination: { ToAddresses: ['jane@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Fire ü' },
          Body: { Html: { Data: '<b>Fire</b>' }, Text: { Data: 'Fire' } },
        },
      },
    }),
  );

  expect(outbox.entries()).toEqual([
    expect.objectContaining({
      id: MessageId,
      channel: 'email',
      at: 1_800_000_000_000,
      from: 'Tocsin <t@example.com>',
      to: ['jane@example.com'],
      subject: 'Fire ü',
      text: 'Fire',
      html: '<b>Fire</b>',
    }),
  ]);
});

test('records SMS and voice calls', async () => {
  const client = new PinpointSMSVoiceV2Client(options);
  const message = {
    DestinationPhoneNumber: '+12025550101',
    OriginationIdentity: 'pool/p',
    MessageBody: 'Fire',
  };
  const text = await client.send(new SendTextMessageCommand(message));
  const call = await client.send(new SendVoiceMessageCommand({ ...message, MessageBody: 'There is a fire' }));

  expect(outbox.entries().map(({ id, channel, to, text }) => ({ id, channel, to, text }))).toEqual([
    { id: text.MessageId, channel: 'sms', to: ['+12025550101'], text: 'Fire' },
    { id: call.MessageId, channel: 'voice', to: ['+12025550101'], text: 'There is a fire' },
  ]);
});

test('records a push and reports each address as delivered', async () => {
  const { MessageResponse } = await new PinpointClient(options).send(
    new SendMessagesCommand({
      ApplicationId: 'app',
      MessageRequest: {
        Addresses: { phone: { ChannelType: 'GCM' } },
        MessageConfiguration: { GCMMessage: { Title: 'P1', Body: 'Fire' } },
      },
    }),
  );

  expect(MessageResponse?.Result?.phone).toMatchObject({ DeliveryStatus: 'SUCCESSFUL', StatusCode: 200 });
  expect(outbox.entries()).toEqual([
    expect.objectContaining({ channel: 'push', from: 'app', to: ['phone'], subject: 'P1', text: 'Fire' }),
  ]);
});

test('an operation that is not emulated fails with a clear error', async () => {
  const call = new SESv2Client(options).send(new ListContactsCommand({ ContactListName: 'x' }));
  await expect(call).rejects.toThrow('not available on localhost');
  expect(outbox.entries()).toEqual([]);
});

test('the outbox survives a restart until it is reset', async () => {
  outbox.add({ channel: 'sms', from: 'a', to: ['b'], text: 'kept', request: {} });
  const next = createOutbox(join(folder, 'outbox.jsonl'), Date.now);
  expect(next.entries()).toEqual(outbox.entries());

  next.reset();

  expect(createOutbox(join(folder, 'outbox.jsonl'), Date.now).entries()).toEqual([]);
});
