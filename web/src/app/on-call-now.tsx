import { useQuery } from '@tanstack/react-query';
import { call } from '../client/call.ts';
import { formatWhen } from '../format/time.ts';
import { useNow } from '../format/use-now.ts';
import styles from './on-call-now.module.css';
import { useSession } from './session.tsx';
import { TEXTS } from './texts.ts';

interface Shift {
  readonly schedule: string;
  /** The end of the shift; undefined if it is further away than two weeks. */
  readonly until: number | undefined;
}

/** The schedules in which the person is on call now, each with the end of the shift. */
async function readOwnShifts(username: string, userId: string): Promise<readonly Shift[]> {
  const { data } = await call('GET /v2/schedules/on-calls', { query: { flat: true } });
  const own = data.filter((it) => 'onCallRecipients' in it && it.onCallRecipients.includes(username));
  return Promise.all(
    own.map(async ({ _parent: schedule }) => {
      const timeline = await call('GET /v2/schedules/{identifier}/timeline', {
        params: { identifier: schedule.id },
        query: { interval: 2, intervalUnit: 'weeks', date: new Date().toISOString() },
      });
      const periods = timeline.data.finalTimeline.rotations.flatMap((rotation) => rotation.periods);
      const mine = periods.filter(({ recipient }) => recipient.id === userId);
      return { schedule: schedule.name, until: findEndOfShift(mine, Date.now()) };
    }),
  );
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
  const { data } = useQuery({
    queryKey: ['own-shifts', user.id],
    queryFn: () => readOwnShifts(user.username, user.id),
    refetchInterval: 60_000,
    staleTime: 50_000,
  });
  if (data === undefined) return <span className={styles.space} />;
  const shifts = data.map(({ schedule, until }) =>
    until === undefined ? schedule : `${schedule} until ${formatWhen(until, now, user.timeZone)}`,
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
