import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { readEmail } from '../../inbound/events/tools/email/message.ts';
import { createS3Blobs } from '../../platform/s3-blobs.ts';
import type { ReceiptRule } from '../template/service.ts';

export interface MailDeps {
  readonly rules: readonly ReceiptRule[];
  readonly port: number;
  readonly host: string;
  readonly now: () => number;
  readonly bucketUrl: (bucket: string) => string;
  /** Sends a message to the queue with this name. */
  readonly send: (queue: string, body: object) => Promise<void>;
}

/** Limit of SES. */
const MAX_BYTES = 40 * 1024 * 1024;

const parseDomain = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

class SmtpRejection extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/**
 * Emulates inbound SES: accepts e-mail by SMTP for the domains of the receipt rules, stores it in the rule's bucket and
 * notifies the queues of its topic, like SES and SNS. The SMTP response 250 means that both are done.
 */
export async function startMail({ rules, port, host, now, bucketUrl, send }: MailDeps) {
  const findRule = (address: string) => rules.find(({ domains }) => domains.includes(parseDomain(address)));

  async function accept(source: Buffer, { envelope, remoteAddress }: SMTPServerSession): Promise<void> {
    const sender = envelope.mailFrom ? envelope.mailFrom.address : '';
    const all = envelope.rcptTo.map(({ address }) => address);
    for (const [rule, recipients] of Map.groupBy(all, findRule)) {
      if (!rule) continue;
      const key = randomBytes(20).toString('hex');
      const trace = `Return-Path: <${sender}>\r\nReceived: from ${remoteAddress} by localhost with SMTP id ${key}\r\n`;
      await createS3Blobs({
        bucketUrl: bucketUrl(rule.bucket),
        region: String(process.env.AWS_REGION),
        credentials: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
        clock: now,
      }).put(key, Buffer.concat([Buffer.from(trace), source]), 'message/rfc822');
      const notification = await createNotification(key, rule, sender, recipients, source);
      for (const queue of rule.queueNames) await send(queue, notification);
    }
  }

  /** The notification of SES: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html */
  async function createNotification(
    key: string,
    { bucket, topicArn }: ReceiptRule,
    sender: string,
    recipients: readonly string[],
    source: Buffer,
  ) {
    const { from, to, subject, messageId, date } = await readEmail(source);
    const timestamp = new Date(now()).toISOString();
    const passed = { status: 'PASS' };
    return {
      notificationType: 'Received',
      mail: {
        timestamp,
        source: sender,
        messageId: key,
        destination: recipients,
        headersTruncated: true,
        headers: [],
        commonHeaders: { returnPath: sender, from: [from], to: [to], subject, messageId, date },
      },
      receipt: {
        timestamp,
        processingTimeMillis: 0,
        recipients,
        spamVerdict: passed,
        virusVerdict: passed,
        spfVerdict: passed,
        dkimVerdict: passed,
        dmarcVerdict: passed,
        action: { type: 'S3', topicArn, bucketName: bucket, objectKeyPrefix: '', objectKey: key },
      },
    };
  }

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    closeTimeout: 1_000,
    onRcptTo({ address }, _session, answer) {
      answer(findRule(address) ? undefined : new SmtpRejection(550, 'No receipt rule for this domain'));
    },
    onData(stream, session, answer) {
      buffer(stream)
        .then((source) => {
          if (stream.sizeExceeded) throw new SmtpRejection(552, 'The e-mail is too large');
          return accept(source, session);
        })
        .then(
          () => answer(),
          (error: Error) =>
            answer(error instanceof SmtpRejection ? error : new SmtpRejection(451, 'Try again later')),
        );
    },
  });

  // The server also reports the errors of its socket, such as that of a port in use, which `listen` handles.
  let isListening = false;
  server.on('error', (error) => {
    if (isListening) console.error(`E-mail: ${error.message}`);
  });

  const listen = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.server.once('error', reject);
      server.server.listen({ port: wanted, host }, () => {
        server.server.off('error', reject);
        resolve((server.server.address() as AddressInfo).port);
      });
    });
  const taken = await listen(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && port !== 0) return listen(0);
    throw error;
  });
  isListening = true;

  return {
    port: taken,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
