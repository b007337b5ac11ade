import { createReplyCodes } from '../domain/responder-actions/reply-codes.ts';
import { readVariable } from '../platform/environment.ts';
import { smsComposer } from '../senders/channels/phone.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';
import { smsFromEnvironment } from './senders/sms-from-environment.ts';

/**
 * Sends text messages. If SMS_REPLIES is true, people acknowledge or close by replying with a code; otherwise by a link in
 * the message.
 */
export const handler = senderFromEnvironment(
  smsComposer,
  () => smsFromEnvironment(),
  readVariable('SMS_REPLIES', 'false') === 'true' ? (table) => createReplyCodes(table).assign : undefined,
);
