import { type Instant, toIso } from '../../../platform/clock.ts';
import type { QuerySpec } from '../../../platform/table.ts';

const EARLIEST: Instant = 0;
const LATEST: Instant = Date.parse('9999-12-31T23:59:59.999Z');

/** The range of sort keys of an index by creation time, `from` and `to` included; undefined if the interval is empty. */
export function toCreationRange({
  from = EARLIEST,
  to = LATEST,
}: {
  readonly from?: Instant;
  readonly to?: Instant;
}): QuerySpec['sk'] | undefined {
  const [first, last] = [Math.max(from, EARLIEST), Math.min(to, LATEST)];
  return first > last ? undefined : { from: toIso(first), to: `${toIso(last)}~` };
}
