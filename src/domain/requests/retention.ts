import { DAY, type Instant, SECOND } from '../../platform/clock.ts';

/** Request statuses and tombstones are kept as long as a message can stay in a dead-letter queue. */
const RETENTION_MS = 14 * DAY;

/** When something that is written now expires, for the table's TTL: seconds since the epoch. */
export const getExpiry = (now: Instant): number => Math.floor((now + RETENTION_MS) / SECOND);
