import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { toIntegrationPart } from '../../domain/integrations/keys.ts';
import type { Integration } from '../../domain/integrations/model.ts';
import { enforceRateLimit } from '../../http/app.ts';
import type { RateLimiter } from '../../http/rate-limit.ts';
import type { BlobReader } from '../../platform/blobs.ts';
import type { Clock, Instant } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler } from '../../platform/sqs-batch.ts';
import { applyEvent } from '../events/apply-event.ts';
import { email } from '../events/tools/email/mapping.ts';
import { type EmailMessage, readEmail } from '../events/tools/email/message.ts';
import type { FindMailboxes, Mailbox } from './mailboxes.ts';
import { emailRequestId, standInForEmail, toEmailPayload } from './payload.ts';
import { findRejectionReason, type RejectionReason } from './rejection.ts';
import { parseSesNotification, type Receipt } from './ses-notification.ts';

export interface ReceiveEmailDeps {
  /** The bucket in which SES stores e-mails. */
  readonly stored: BlobReader;
  readonly mailboxes: FindMailboxes;
  /** With the changes that maintenance makes. */
  readonly integrations: { get(accountId: string, id: string): Promise<Integration | undefined> };
  readonly ping: (
    ping: { readonly accountId: string; readonly name: string; readonly at: Instant },
    now: Instant,
  ) => Promise<unknown>;
  /** alert-actions.fifo. */
  readonly queue: Queue;
  readonly limiter: RateLimiter;
  /** The From address of our own notifications. */
  readonly ownFrom: string;
  readonly clock: Clock;
}

/** How much of an e-mail is read. The text comes before attached files; SES accepts up to 40 MB. */
const MAX_BYTES = 8_000_000;

type Reason = RejectionReason | 'unknown-recipient' | 'disabled-integration' | 'no-right' | 'ignored';

/**
 * The handler of SES notifications about e-mails that were received and stored. An e-mail to an integration is handled by
 * the integration's actions; an e-mail to a heartbeat pings it. Rejected e-mails are logged without an address. A message
 * that fails returns to the queue and, after some attempts, goes to its dead-letter queue. Handling an e-mail again has
 * no further effect.
 */
export function createReceiveEmail(deps: ReceiveEmailDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const reject = ({ id }: Receipt, reason: Reason, accountId?: string) =>
    logger.info('E-mail rejected', { mailId: id, reason, ...(accountId && { accountId }) });

  async function readMessage({ id, key }: Receipt): Promise<EmailMessage | undefined> {
    const source = await deps.stored.read(key, MAX_BYTES);
    if (!source) {
      logger.warn('The e-mail is no longer stored; only its subject is used', { mailId: id });
      return undefined;
    }
    try {
      return await readEmail(source);
    } catch (error) {
      logger.warn('The e-mail could not be read; only its subject is used', {
        mailId: id,
        errorName: error instanceof Error ? error.name : 'unknown',
      });
      return undefined;
    }
  }

  async function deliver(mailbox: Mailbox, receipt: Receipt, message: EmailMessage | undefined) {
    const { accountId } = mailbox;
    const now = deps.clock();
    if (mailbox.kind === 'heartbeat') {
      enforceRateLimit(deps.limiter(accountId, 'heartbeat', now));
      await deps.ping({ accountId, name: mailbox.name, at: Math.min(receipt.receivedAt, now) }, now);
      return;
    }
    const integration = await deps.integrations.get(accountId, mailbox.id);
    if (!integration) return reject(receipt, 'unknown-recipient', accountId);
    if (!integration.enabled) return reject(receipt, 'disabled-integration', accountId);
    if (!integration.allowWriteAccess) return reject(receipt, 'no-right', accountId);
    enforceRateLimit(deps.limiter(accountId, 'alert', now));
    const payload = toEmailPayload(receipt, message);
    const arrival = {
      requestId: emailRequestId(receipt, message, accountId, integration.id),
      now: receipt.receivedAt,
      sourceIp: '',
    };
    const origin = { accountId, ...toIntegrationPart(integration) };
    const received = { event: email.parse(payload), payload, standIn: standInForEmail(payload) };
    const { result } = await applyEvent(deps, origin, integration.actions, received, arrival);
    if (result === 'ignored') {
      return reject(receipt, 'ignored', accountId);
    }
    logger.info('E-mail accepted', { mailId: receipt.id, accountId, requestId: arrival.requestId });
  }

  return createGroupedHandler(async ({ body }) => {
    const receipt = parseSesNotification(body);
    const found = (await Promise.all([...new Set(receipt.recipients)].map(deps.mailboxes))).flat();
    if (found.length === 0) return void reject(receipt, 'unknown-recipient');
    const message = await readMessage(receipt);
    const rejection = findRejectionReason(receipt, message, deps.ownFrom);
    if (rejection) return void reject(receipt, rejection);
    const outcomes = await Promise.allSettled(found.map((mailbox) => deliver(mailbox, receipt, message)));
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  });
}
