import { type Instant, MINUTE } from '../../platform/clock.ts';
import { invalid } from './errors.ts';

/** How far the clock of a client may be behind, in milliseconds. */
const CLOCK_SKEW_MS = MINUTE;

/** Throws `invalid` for the field if the instant is more than a minute in the past. */
export function requireFuture(field: string, at: Instant, now: Instant): void {
  if (at < now - CLOCK_SKEW_MS) throw invalid({ [field]: 'must be in the future' });
}
