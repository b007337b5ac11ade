import { formatDuration, formatExact } from '../format/time.ts';
import { useNow } from '../format/use-now.ts';

/** How long ago or until when, with the exact time in the tooltip and for screen readers. */
export function Time({
  at,
  timeZone,
  words = false,
}: {
  /** ISO 8601, or milliseconds since the epoch. */
  readonly at: string | number;
  /** The person's: every time that the console shows is in one zone, whatever the browser's is. */
  readonly timeZone: string;
  /** `4 min ago` or `in 4 min` in place of `4 min`. */
  readonly words?: boolean;
}) {
  const instant = typeof at === 'string' ? Date.parse(at) : at;
  const isFresh = Math.abs(Date.now() - instant) < 60_000;
  const now = useNow(isFresh ? 1_000 : 15_000);
  const length = formatDuration(now - instant);
  const exact = formatExact(instant, timeZone);
  return (
    <time dateTime={new Date(instant).toISOString()} title={exact}>
      {words ? (instant > now ? `in ${length}` : `${length} ago`) : length}
      <span className="visually-hidden">, {exact}</span>
    </time>
  );
}
