import { replyCodes } from '../domain/responder-actions/reply-codes.ts';
import { userStore } from '../domain/users/store.ts';
import { createReceiveSms } from '../inbound/sms/receive.ts';
import { alertActionsQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { smsFromEnvironment } from './senders/sms-from-environment.ts';

const table = tableFromEnvironment();

/** Does what people ask for by answering a text. */
export const handler = createReceiveSms({
  table,
  queue: alertActionsQueueFromEnvironment(),
  users: userStore(table),
  codes: replyCodes(table),
  provider: smsFromEnvironment(),
  clock: systemClock,
});
