import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Alert } from '../../domain/alerts/model.ts';
import { formatStatus } from '../../domain/alerts/status.ts';
import { toAlert } from '../../domain/alerts/store/alert-item.ts';
import type { IntegrationRef } from '../../domain/kernel/integration-ref.ts';
import { REPLY_CODE_LIFETIME_MS, type ReplyCodes } from '../../domain/responder-actions/reply-codes.ts';
import {
  enqueueResponderAction,
  isAlreadyDone,
  RESPONDER_ACTION_LABELS,
} from '../../domain/responder-actions/responder-actions.ts';
import type { WrongCodes } from '../../domain/responder-actions/wrong-codes.ts';
import { phoneNumber } from '../../domain/users/contact-address.ts';
import type { User } from '../../domain/users/model.ts';
import { type Clock, type Instant, SECOND } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { derivedId } from '../../platform/ids.ts';
import { alertKey, answeredTextKey } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler } from '../../platform/sqs-batch.ts';
import { conditionHolds, ifNotExists, type Table } from '../../platform/table.ts';
import { confirmationText } from './confirmation.ts';
import { parseSmsReply } from './reply.ts';

/** A text message to be sent. */
export interface TextMessage {
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
  /** Sends a text message, and says why where it was not sent. */
  readonly sendText: (message: TextMessage) => Promise<{ readonly failed?: string }>;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** What End User Messaging publishes of a text to one of our numbers, in so far as it matters. */
const shape = z.object({
  originationNumber: z.string().min(1),
  messageBody: z.string(),
  inboundMessageId: z.string().min(1).max(200),
});

/** As whom what answers do appears on alerts. */
const INTEGRATION: IntegrationRef = { id: '', name: 'SMS', type: 'SMS' };

/** What a good answer leads to. */
interface Opened {
  readonly alert: Alert;
  readonly user: User;
}

/**
 * The handler of received-sms: acknowledges or closes the alert whose code the text names, in the name of the user to
 * whom the code was sent, and says so by a text.
 *
 * A text may be delivered more than once: the action's request id follows from it, and what we answer is claimed before
 * it is sent. A text that is no answer, or to nothing, is logged and not answered: no machine at the other end can draw
 * us into a conversation, and no stranger can find out what is there.
 */
export function createReceiveSms(deps: ReceiveSmsDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { table, queue, users, codes, wrongCodes, sendText, clock, metrics } = deps;

  /** Counts a wrong code. The log names the message only, never the number. */
  async function countWrongCode(phone: string, messageId: string, now: Instant): Promise<void> {
    if (!(await wrongCodes.count(phone, messageId, now))) return;
    metrics.record('ReplyCodeLocks', 1);
    logger.warn('Too many wrong reply codes from a number: none is accepted from it for an hour', {
      messageId,
    });
  }

  async function open(
    phone: string,
    code: string,
    messageId: string,
    now: Instant,
  ): Promise<Opened | string> {
    if (await wrongCodes.isLocked(phone, now)) return 'the number is locked after too many wrong codes';
    const holder = await codes.find(phone, code, now);
    if (!holder) {
      await countWrongCode(phone, messageId, now);
      return 'the code stands for nothing, or no longer';
    }
    const [item, user] = await Promise.all([
      table.get(alertKey(holder.accountId, holder.alertId)),
      users.get(holder.accountId, holder.userId),
    ]);
    if (!item) return 'the alert is gone';
    if (!user || user.blocked) return 'the user may no longer act';
    if (!hasPhone(user, phone)) return 'the number is no longer one of the user';
    return { alert: toAlert(item), user };
  }

  /** Once at most: where it is not known whether it was sent, the alert and its log tell what was done. */
  async function say(text: string, phone: string, messageId: string, now: Instant): Promise<void> {
    const expiresAt = Math.floor((now + REPLY_CODE_LIFETIME_MS) / SECOND);
    const isFirst = await conditionHolds(
      table.put({ ...answeredTextKey(phone, messageId), expiresAt }, ifNotExists),
    );
    if (!isFirst) return;
    const { failed } = await sendText({ to: phone, body: text, notificationId: requestIdOf(messageId) });
    if (failed !== undefined) logger.warn('A text was not answered', { messageId, reason: failed });
  }

  return createGroupedHandler(async ({ body }) => {
    const {
      originationNumber: phone,
      messageBody,
      inboundMessageId: messageId,
    } = shape.parse(JSON.parse(body));
    const answer = parseSmsReply(messageBody);
    if (!answer) return logger.info('A text that is no answer', { messageId });
    const now = clock();
    const opened = await open(phone, answer.code, messageId, now);
    if (typeof opened === 'string')
      return logger.info('A text that answers nothing', { messageId, reason: opened });
    const { alert, user } = opened;
    const { action } = answer;
    if (isAlreadyDone(alert, action))
      return say(confirmationText(formatStatus(alert), alert), phone, messageId, now);
    const requestId = requestIdOf(messageId);
    await enqueueResponderAction(queue, alert, {
      action,
      user: user.username,
      requestId,
      receivedAt: now,
      source: 'SMS',
      integration: INTEGRATION,
    });
    logger.info('An alert was answered by a text', {
      messageId,
      requestId,
      accountId: alert.accountId,
      alertId: alert.id,
      action,
    });
    await say(confirmationText(RESPONDER_ACTION_LABELS[action], alert), phone, messageId, now);
  });
}

const requestIdOf = (messageId: string): string => derivedId('sms', messageId);

/** Whether texts to the user still go to that number: a phone that was lost and taken off says nothing any more. */
const hasPhone = ({ contacts }: User, phone: string): boolean =>
  contacts.some(({ method, to, enabled }) => method === 'sms' && enabled && phoneNumber(to) === phone);
