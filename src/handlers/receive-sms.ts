import { alertActionsQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { replyCodes } from '../replies/codes.ts';
import { createReceiveSms } from '../replies/receive.ts';
import { smsFromEnvironment } from '../senders/sms-from-environment.ts';
import { userStore } from '../users/store.ts';

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
