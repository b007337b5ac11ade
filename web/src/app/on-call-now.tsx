import { useQuery } from '@tanstack/react-query';
import { call } from '../client/call.ts';
import type { ResponseBody } from '../client/operation-types.ts';
import { formatWhen } from '../format/time.ts';
import { useNow } from '../format/use-now.ts';
import styles from './on-call-now.module.css';
import { useMay, useSession } from './session.tsx';
import { TEXTS } from './texts.ts';

interface Shift {
  readonly schedule: string;
  /** When it ends, in milliseconds since the epoch. */
  readonly until: number;
}

/** The schedules in which the person is on call now, the shift that ends first in front. */
function findCurrentShifts(
  shifts: ResponseBody<'GET /v2/schedules/on-calls/overview'>['data']['shifts'],
  now: number,
): readonly Shift[] {
  const bySchedule = Map.groupBy(shifts, ({ schedule }) => schedule.id);
  return [...bySchedule.values()]
    .flatMap((periods) => {
      const until = findEndOfShift(periods, now);
      return until === undefined ? [] : [{ schedule: periods[0]?.schedule.name ?? '', until }];
    })
    .sort((one, other) => one.until - other.until);
}

/** When consecutive periods that contain `now` end, in milliseconds since the epoch. */
function findEndOfShift(
  periods: readonly { readonly startDate: string; readonly endDate: string }[],
  now: number,
): number | undefined {
  let end: number | undefined;
  const sorted = periods
    .map(({ startDate, endDate }) => ({ start: Date.parse(startDate), end: Date.parse(endDate) }))
    .sort((a, b) => a.start - b.start);
  for (const period of sorted)
    if (period.start <= (end ?? now) && period.end > (end ?? now)) end = period.end;
  return end;
}

/** Says for what the person is on call now, and until when. */
export function OnCallNow() {
  const { user } = useSession();
  const now = useNow(60_000);
  // The page On call reads the same, so both share one answer.
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ['on-call', 'overview'],
    queryFn: async ({ signal }) => (await call('GET /v2/schedules/on-calls/overview', { signal })).data,
    enabled: useMay()('who-is-on-call-show-all'),
    refetchInterval: 60_000,
  });
  if (data === undefined) return <span className={styles.space} />;
  // A shift that has begun is given from the instant of the answer on, which may be after the beginning of this minute.
  const shifts = findCurrentShifts(data.shifts, Math.max(now, dataUpdatedAt)).map(
    ({ schedule, until }) => `${schedule} until ${formatWhen(until, now, user.timeZone)}`,
  );
  const [first, ...others] = shifts;
  const toText = (shown: string) => (first === undefined ? TEXTS.notOnCall : TEXTS.onCall(shown));
  return (
    <p className={styles.now} title={toText(shifts.join(' and '))}>
      <span className={`${styles.dot} ${first === undefined ? '' : styles.on}`} />
      <span className={styles.text}>
        {toText(`${first}${others.length > 0 ? TEXTS.andMore(others.length) : ''}`)}
      </span>
    </p>
  );
}
