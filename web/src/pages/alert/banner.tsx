import type { Story } from '../../alert-story/model.ts';
import { findHold, findNext, type Next } from '../../alert-story/next.ts';
import { useSession } from '../../app/session.tsx';
import { toClassName } from '../../components/class-name.ts';
import { useNames } from '../../data/people.ts';
import { formatCountdown, formatDuration, formatExact, formatWhen } from '../../format/time.ts';
import styles from './banner.module.css';
import { TEXTS } from './texts.ts';

/** Who has the alert, or who is next and when. `now` is the service's time in milliseconds. */
export function Banner({ story, now }: { readonly story: Story; readonly now: number }) {
  const { alert, entries } = story;
  const { user } = useSession();
  const getName = useNames([alert]);
  const when = (at: number) => formatWhen(at, now, user.timeZone);
  const createdAt = Date.parse(alert.createdAt);
  if (alert.status === 'closed') {
    const { closedBy, closeTime } = alert.report;
    return (
      <State look="quiet">
        <strong>{closedBy ? TEXTS.closedBy(getName(closedBy)) : TEXTS.closed}</strong>
        {closeTime === undefined
          ? '.'
          : TEXTS.closedAt(when(createdAt + closeTime), formatDuration(closeTime))}
      </State>
    );
  }
  const next = findNext(entries);
  if (alert.snoozed && alert.snoozedUntil) {
    const until = Date.parse(alert.snoozedUntil);
    return (
      <State look="wait" dueAt={until} now={now}>
        <strong>{TEXTS.snoozedUntil(when(until))}</strong> {TEXTS.snoozedWhy}
      </State>
    );
  }
  if (alert.acknowledged) {
    const { acknowledgedBy, ackTime } = alert.report;
    // Until the service shows the acknowledgement, it is the person's own.
    const by = alert.owner || acknowledgedBy || user.username;
    return (
      <State look="good" dueAt={next?.at} now={now}>
        <strong>{by === user.username ? TEXTS.youHaveIt : TEXTS.hasIt(getName(by))}</strong>
        {ackTime === undefined ? '.' : TEXTS.since(when(createdAt + ackTime))}{' '}
        {next ? <NextUp next={next} /> : TEXTS.nobodyElse}
      </State>
    );
  }
  const hold = findHold(entries, now);
  if (!next) {
    return (
      <State look="alarm">
        <strong>{TEXTS.nobodyNotified}</strong> {hold}
      </State>
    );
  }
  const isHeld = entries.some(
    ({ reason }) => reason?.code === 'DelayedByPolicy' && Date.parse(reason.until ?? '') > now,
  );
  return (
    <State look={isHeld ? 'wait' : 'alarm'} dueAt={next.at} now={now}>
      <strong>{TEXTS.nobody}</strong> {isHeld && `${hold} `}
      <NextUp next={next} />
    </State>
  );
}

function NextUp({ next }: { readonly next: Next }) {
  return (
    <>
      {TEXTS.next}{' '}
      {next.people.map(({ name, channels }, i) => (
        <span key={name}>
          {i > 0 && (i === next.people.length - 1 ? ' and ' : ', ')}
          <strong>{name}</strong>
          {TEXTS.by(new Intl.ListFormat('en-GB').format(channels))}
        </span>
      ))}
      {next.isStoppedByAcknowledging ? TEXTS.unless : TEXTS.inAnyCase}
    </>
  );
}

function State({
  look,
  dueAt,
  now = 0,
  children,
}: {
  readonly look: 'alarm' | 'wait' | 'good' | 'quiet';
  readonly dueAt?: number | undefined;
  readonly now?: number;
  readonly children: React.ReactNode;
}) {
  const { user } = useSession();
  return (
    <div className={toClassName(styles.state, styles[look])}>
      {/* The countdown is outside, so that a screen reader does not speak it each second. */}
      <div role="status">{children}</div>
      {dueAt !== undefined && (
        <div className={styles.due} title={formatExact(dueAt, user.timeZone)}>
          {dueAt <= now ? TEXTS.isDue : TEXTS.in(formatCountdown(dueAt - now))}
        </div>
      )}
    </div>
  );
}
