import { useSession } from '../../app/session.tsx';
import { toClassName } from '../../components/class-name.ts';
import { Name } from '../../components/name.tsx';
import { formatDay, formatTimeOfDay } from '../../format/time.ts';
import styles from './my-shifts.module.css';
import { listShiftDays, type OwnShift, type ShiftDay, summarizeShifts } from './shift-days.ts';
import { TEXTS } from './texts.ts';
import type { Shift } from './use-overview.ts';

/** A shift that has begun is given from the instant of the answer on, which the browser's clock may not have reached. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The person's own shifts of the next 14 days, day by day in their zone. */
export function MyShifts({ shifts, now }: { readonly shifts: readonly Shift[]; readonly now: number }) {
  const { user } = useSession();
  const own = shifts.map(({ schedule, startDate, endDate }) => ({
    schedule: schedule.name,
    start: Date.parse(startDate),
    end: Date.parse(endDate),
  }));
  const days = listShiftDays(own, user.timeZone);
  const { hours, hasOverlap, weekends } = summarizeShifts(days, user.timeZone);
  return (
    <section aria-labelledby="my-shifts">
      <div className={styles.head}>
        <h2 id="my-shifts">{TEXTS.myShifts}</h2>
        <p className="muted">
          {own.length === 0
            ? TEXTS.noShifts
            : `${TEXTS.summary(own.length, hours, weekends)} ${TEXTS.span}${hasOverlap ? TEXTS.overlap : ''}`}
        </p>
      </div>
      <ol className={styles.days}>
        {days.map((day, index) => (
          <Day
            key={day.start}
            day={day}
            isToday={index === 0}
            now={now + CLOCK_TOLERANCE_MS}
            timeZone={user.timeZone}
          />
        ))}
      </ol>
    </section>
  );
}

function Day({
  day,
  isToday,
  now,
  timeZone,
}: {
  readonly day: ShiftDay;
  readonly isToday: boolean;
  readonly now: number;
  readonly timeZone: string;
}) {
  const isNow = day.parts.some(({ start, end }) => start <= now && now < end);
  return (
    <li className={toClassName(styles.day, day.parts.length > 0 && styles.busy, isNow && styles.now)}>
      <span className={styles.date}>
        {formatDay(day.start, timeZone)}
        {isToday && <span className="visually-hidden"> ({TEXTS.today})</span>}
      </span>
      {day.parts.map((part) => (
        <span key={`${part.schedule} ${part.start}`} className={styles.part}>
          <Name>{part.schedule}</Name>{' '}
          <span className={styles.hours}>{formatHours(part, day, now, timeZone)}</span>
        </span>
      ))}
    </li>
  );
}

/** `08:00–16:00`, `until 16:00` of what goes on now, or `all day`. */
function formatHours({ start, end }: OwnShift, day: ShiftDay, now: number, timeZone: string): string {
  if (start === day.start && end === day.end) return TEXTS.allDay;
  const until = end === day.end ? '24:00' : formatTimeOfDay(end, timeZone);
  // The service gives what is left of a shift that has begun, not its beginning.
  if (start <= now && now < end) return TEXTS.until(until);
  return `${formatTimeOfDay(start, timeZone)}–${until}`;
}
