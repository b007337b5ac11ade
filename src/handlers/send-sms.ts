import { createReplyCodes } from '../domain/responder-actions/reply-codes.ts';
import { readVariable } from '../platform/environment.ts';
import { smsComposer } from '../senders/channels/phone.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';
import { smsFromEnvironment } from './senders/sms-from-environment.ts';

/**
 * Sends text messages, from SMS_ORIGINATION_IDENTITY or, without it, from whatever number the account has. With
 * SMS_REPLIES they ask to be answered; else they carry a link.
 */
export const handler = senderFromEnvironment(
  smsComposer,
  () => smsFromEnvironment(),
  readVariable('SMS_REPLIES', 'false') === 'true' ? (table) => createReplyCodes(table).assign : undefined,
);
