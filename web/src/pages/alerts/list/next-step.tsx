import { useSession } from '../../../app/session.tsx';
import type { AlertPlan } from '../../../client/web-operations.ts';
import { getPriorityColour, type Priority } from '../../../components/priority-mark.tsx';
import { formatCountdown, formatExact, formatWhen } from '../../../format/time.ts';
import { useNow } from '../../../format/use-now.ts';
import { BY_CHANNEL, TEXTS } from '../texts.ts';
import styles from './next-step.module.css';

/** From here on the time of day says more than a countdown. */
const LONGEST_COUNTDOWN_MS = 3_600_000;

/** Who is notified next, how and when, or why nobody is. */
export function NextStep({ plan, priority }: { readonly plan: AlertPlan; readonly priority: Priority }) {
  const { user } = useSession();
  const minute = useNow(60_000);
  const { next, reason, since } = plan;
  if (reason?.code === 'DelayedByPolicy' && reason.until !== undefined) {
    const until = formatWhen(Date.parse(reason.until), minute, user.timeZone);
    return <span className="muted">{TEXTS.heldUntil(until, quote(reason.policies))}</span>;
  }
  const [first] = next?.people ?? [];
  if (!next || !first) {
    const words = explainNobody(plan);
    if (!isUnexpected(plan)) return <span className="muted">{words}</span>;
    return <strong className={getPriorityColour(priority)}>{words}</strong>;
  }
  const isOwn = first.username === user.username;
  const name = isOwn ? TEXTS.you : first.fullName.split(' ')[0] || first.username;
  const channel = BY_CHANNEL[first.channel];
  const at = Date.parse(next.at);
  return (
    <>
      <Ring since={Date.parse(since)} at={at} className={getPriorityColour(priority)} />
      <span title={formatExact(at, user.timeZone)}>
        <strong>{next.count > 1 ? TEXTS.andOthers(name, next.count - 1) : name}</strong>
        {isOwn ? TEXTS.youAreNext(channel) : TEXTS.notifiedNext(channel)}
        <Countdown at={at} timeZone={user.timeZone} />
      </span>
    </>
  );
}

/** Whether nobody is notified any more although nobody has decided so: somebody has to look at the alert. */
const isUnexpected = ({ reason }: AlertPlan): boolean =>
  reason?.code === 'NothingMoreDue' || reason?.code === 'LimitReached';

/** Why nobody is notified any more. */
function explainNobody({ reason, hasReached }: AlertPlan): string {
  switch (reason?.code) {
    case 'NoResponders':
      return TEXTS.nobodyNotified;
    case 'RoutedToNobody':
      return TEXTS.routedToNobody(reason.rule);
    case 'SuppressedByPolicy':
      return TEXTS.suppressed(quote(reason.policies));
    case 'BelowDedupThreshold':
      return TEXTS.heldByCount(quote(reason.policies), reason.threshold);
    case 'LimitReached':
      return TEXTS.nobodyNextDay;
    case 'NothingMoreDue':
      return hasReached ? TEXTS.everybodyNotified : TEXTS.nobodyReachable;
    default:
      return TEXTS.nobodyElse;
  }
}

const quote = (names: readonly string[] = []): string => names.map((name) => `“${name}”`).join(', ');

/** The time until the instant; only these characters are drawn anew each second. */
function Countdown({ at, timeZone }: { readonly at: number; readonly timeZone: string }) {
  const now = useNow();
  const left = at - now;
  if (left <= 0) return TEXTS.now;
  if (left > LONGEST_COUNTDOWN_MS) return TEXTS.atTime(formatWhen(at, now, timeZone));
  return TEXTS.inTime(formatCountdown(left));
}

const RADIUS = 7;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;
/** How many parts the ring has: it is drawn anew when one of them is over, and not each second. */
const PARTS = 24;

/** The part of the wait that is left, as a ring. */
function Ring({
  since,
  at,
  className,
}: {
  readonly since: number;
  readonly at: number;
  readonly className: string;
}) {
  const now = useNow();
  const share = at > since ? Math.min(1, Math.max(0, (at - now) / (at - since))) : 0;
  const left = (Math.ceil(share * PARTS) / PARTS) * CIRCUMFERENCE;
  return (
    <svg className={`${styles.ring} ${className}`} viewBox="0 0 18 18" aria-hidden="true">
      <circle className={styles.track} cx="9" cy="9" r={RADIUS} />
      <circle
        className={styles.left}
        cx="9"
        cy="9"
        r={RADIUS}
        strokeDasharray={`${left} ${CIRCUMFERENCE}`}
        transform="rotate(-90 9 9)"
      />
    </svg>
  );
}
