import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Alert } from '../../domain/alerts/model.ts';
import { findAlertById } from '../../domain/alerts/queries.ts';
import type { IntegrationRef } from '../../domain/kernel/integration-ref.ts';
import { REPLY_CODE_LIFETIME_MS, type ReplyCodes } from '../../domain/responder-actions/reply-codes.ts';
import { enqueueResponderAction, isAlreadyDone } from '../../domain/responder-actions/responder-actions.ts';
import type { WrongCodes } from '../../domain/responder-actions/wrong-codes.ts';
import type { User } from '../../domain/users/model.ts';
import { type Clock, type Instant, SECOND } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { derivedId } from '../../platform/ids.ts';
import { smsConfirmationKey } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler } from '../../platform/sqs-batch.ts';
import { conditionHolds, ifNotExists, type Table } from '../../platform/table.ts';
import { formatStatus } from '../languages/format-status.ts';
import { getReplyTexts } from '../languages/get-texts.ts';
import { confirmationText } from './confirmation.ts';
import { isAttemptedReply, parseSmsReply, type SmsReply } from './reply.ts';
import { hasPhone } from './target.ts';
import { findWrongReplyAnswer } from './wrong-reply.ts';

/** An SMS to be sent. */
export interface SmsMessage {
  /** E.164 */
  readonly to: string;
  readonly body: string;
  readonly notificationId: string;
}

export interface ReceiveSmsDeps {
  readonly table: Table;
  /** alert-actions.fifo */
  readonly queue: Queue;
  readonly users: Pick<ConfigurationStore<User>, 'get'>;
  readonly codes: ReplyCodes;
  readonly wrongCodes: WrongCodes;
  /** Sends an SMS. `failed`: why it was not sent. */
  readonly sendSms: (message: SmsMessage) => Promise<{ readonly failed?: string }>;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** The members that we need of the message that AWS End User Messaging publishes for an SMS to one of our numbers. */
const shape = z.object({
  originationNumber: z.string().min(1),
  messageBody: z.string(),
  inboundMessageId: z.string().min(1).max(200),
});

/** The integration that alerts show for actions by SMS. */
const INTEGRATION: IntegrationRef = { id: '', name: 'SMS', type: 'SMS' };

/** The target of a valid reply code. */
interface ReplyTarget {
  readonly alert: Alert;
  readonly user: User;
}

/**
 * The handler of received-sms: acknowledges or closes the alert to which the reply code belongs, in the name of the user
 * who received the code, and confirms it by SMS.
 *
 * An SMS may be delivered more than once: the request id of the action is derived from its id, and the confirmation is
 * claimed before it is sent. A reply that does nothing is answered once in a while, and only if its number is a verified
 * contact: see wrong-reply.ts. Any other SMS is only logged, so that a stranger learns nothing from trying codes.
 */
export function createReceiveSms(deps: ReceiveSmsDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { table, queue, users, codes, wrongCodes, sendSms, clock, metrics } = deps;

  /** Counts a wrong code. The log names the message only, never the number. */
  async function countWrongCode(phone: string, messageId: string, now: Instant): Promise<void> {
    if (!(await wrongCodes.count(phone, messageId, now))) return;
    metrics.record('ReplyCodeLocks', 1);
    logger.warn('Too many wrong reply codes from a number: none is accepted from it for an hour', {
      messageId,
    });
  }

  /** The alert and user of the code, or the reason why it is refused. */
  async function findTarget(
    phone: string,
    code: string,
    messageId: string,
    now: Instant,
  ): Promise<ReplyTarget | string> {
    if (await wrongCodes.isLocked(phone, now)) return 'the number is locked after too many wrong codes';
    const holder = await codes.find(phone, code, now);
    if (!holder) {
      await countWrongCode(phone, messageId, now);
      return 'unknown or expired code';
    }
    const [alert, user] = await Promise.all([
      findAlertById(table, holder.accountId, holder.alertId),
      users.get(holder.accountId, holder.userId),
    ]);
    if (!alert) return 'the alert was deleted';
    if (!user || user.blocked) return 'the user was deleted or blocked';
    if (!hasPhone(user, phone)) return 'the number is no longer a contact of the user';
    return { alert, user };
  }

  /** Sends the confirmation at most once. If its outcome is unknown, it is not repeated: the alert's log shows the action. */
  async function confirm(text: string, phone: string, messageId: string, now: Instant): Promise<void> {
    const expiresAt = Math.floor((now + REPLY_CODE_LIFETIME_MS) / SECOND);
    const isFirst = await conditionHolds(
      table.put({ ...smsConfirmationKey(phone, messageId), expiresAt }, ifNotExists),
    );
    if (!isFirst) return;
    const { failed } = await sendSms({ to: phone, body: text, notificationId: toRequestId(messageId) });
    if (failed !== undefined) logger.warn('Could not confirm an SMS reply', { messageId, reason: failed });
  }

  /** Says to a contact that the reply did nothing. Not while the number is locked: its sender may be forged. */
  async function answerWrongReply(
    phone: string,
    reply: SmsReply | undefined,
    messageId: string,
    now: Instant,
  ): Promise<void> {
    if (await wrongCodes.isLocked(phone, now)) return;
    const text = await findWrongReplyAnswer({ table, users, codes }, phone, reply, now);
    if (text !== undefined) await confirm(text, phone, messageId, now);
  }

  return createGroupedHandler(async ({ body }) => {
    const {
      originationNumber: phone,
      messageBody,
      inboundMessageId: messageId,
    } = shape.parse(JSON.parse(body));
    const reply = parseSmsReply(messageBody);
    const now = clock();
    if (!reply) {
      logger.info('SMS ignored: it is not a reply', { messageId });
      return isAttemptedReply(messageBody) ? answerWrongReply(phone, undefined, messageId, now) : undefined;
    }
    const target = await findTarget(phone, reply.code, messageId, now);
    if (typeof target === 'string') {
      logger.info('SMS reply refused', { messageId, reason: target });
      return answerWrongReply(phone, reply, messageId, now);
    }
    const { alert, user } = target;
    const { action } = reply;
    const texts = getReplyTexts(user);
    if (isAlreadyDone(alert, action))
      return confirm(confirmationText(formatStatus(alert, texts), alert), phone, messageId, now);
    const requestId = toRequestId(messageId);
    await enqueueResponderAction(queue, alert, {
      action,
      user: user.username,
      requestId,
      receivedAt: now,
      source: 'SMS',
      integration: INTEGRATION,
    });
    logger.info('SMS reply accepted', {
      messageId,
      requestId,
      accountId: alert.accountId,
      alertId: alert.id,
      action,
    });
    await confirm(confirmationText(texts.sms.done[action], alert), phone, messageId, now);
  });
}

const toRequestId = (messageId: string): string => derivedId('sms', messageId);
