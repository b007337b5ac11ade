import { notificationsDlqFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { createUndelivered } from '../senders/undelivered.ts';

/** The states RecordFailure and ParkUndelivered of the escalation. */
export const handler = createUndelivered({
  table: tableFromEnvironment(),
  queue: notificationsDlqFromEnvironment(),
  clock: systemClock,
});
