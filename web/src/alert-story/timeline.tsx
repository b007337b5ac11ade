import { Fragment, type ReactNode, useState } from 'react';
import { Button } from '../components/button.tsx';
import { toClassName } from '../components/class-name.ts';
import { Icon } from '../components/icon.tsx';
import { formatExact, formatLongDay, formatWhenExact } from '../format/time.ts';
import { formatEntryTime, formatOffset } from './entry-time.ts';
import { TEXTS } from './texts.ts';
import styles from './timeline.module.css';
import type { TextPart, TimelineItem } from './timeline-items.ts';

/** More planned entries are shown by a press. */
const MAX_PLANNED = 6;

interface Props {
  readonly items: readonly TimelineItem[];
  /** In milliseconds since the epoch: where the mark "now" is drawn, and from where planned times are counted. */
  readonly now?: number;
  /** The instant from which times are counted if there is no "now", as in a simulation. */
  readonly start?: number;
  readonly timeZone: string;
}

/** The past and planned events in the order of time. */
export function Timeline({ items, now, start, timeZone }: Props) {
  const [isWhole, setWhole] = useState(false);
  const firstPlanned = items.findIndex(({ planned }) => planned);
  const plannedCount = firstPlanned < 0 ? 0 : items.length - firstPlanned;
  const isCut = now !== undefined && plannedCount > MAX_PLANNED + 1;
  const shown = isCut && !isWhole ? items.slice(0, firstPlanned + MAX_PLANNED) : items;
  const reference = now ?? start ?? items[0]?.at ?? 0;
  let day = formatLongDay(reference, timeZone);
  const dayMark = (at: number): ReactNode => {
    const own = formatLongDay(at, timeZone);
    if (own === day) return null;
    day = own;
    return (
      <li className={styles.day}>
        <span>{own}</span>
      </li>
    );
  };
  const hasMark = now !== undefined && firstPlanned >= 0;
  return (
    <>
      <ol className={styles.story}>
        {shown.map((item, i) => {
          const previousAt = shown[i - 1]?.at;
          const time =
            now === undefined && start !== undefined
              ? formatOffset(item.at, start)
              : formatEntryTime(item, {
                  now: reference,
                  timeZone,
                  ...(previousAt !== undefined && { previousAt }),
                });
          return (
            <Fragment key={item.id}>
              {hasMark && i === firstPlanned && (
                <>
                  {dayMark(now)}
                  <NowMark now={now} timeZone={timeZone} />
                </>
              )}
              {dayMark(item.at)}
              <Entry item={item} time={time} timeZone={timeZone} isSimulated={now === undefined} />
            </Fragment>
          );
        })}
      </ol>
      {isCut && (
        <div className={styles.more}>
          <Button kind="quiet" onPress={() => setWhole(!isWhole)}>
            {isWhole ? TEXTS.fewer : TEXTS.more(plannedCount - MAX_PLANNED)}
          </Button>
        </div>
      )}
    </>
  );
}

function NowMark({ now, timeZone }: { readonly now: number; readonly timeZone: string }) {
  return (
    <li className={toClassName(styles.entry, styles.now)}>
      <span className={styles.time}>{TEXTS.now}</span>
      <span className={styles.node}>
        <Icon name="dot" size={12} />
      </span>
      <strong>{formatWhenExact(now, now, timeZone)}</strong>
    </li>
  );
}

function Entry({
  item,
  time,
  timeZone,
  isSimulated,
}: {
  readonly item: TimelineItem;
  readonly time: string;
  readonly timeZone: string;
  readonly isSimulated: boolean;
}) {
  const { at, planned, icon, look, parts, reasons, note } = item;
  const exact = formatExact(at, timeZone);
  return (
    <li className={toClassName(styles.entry, styles[look], planned && !isSimulated && styles.planned)}>
      <time className={styles.time} dateTime={new Date(at).toISOString()} title={exact}>
        {time}
        <span className="visually-hidden">, {exact}</span>
      </time>
      <span className={styles.node}>
        <Icon name={icon} size={12} />
      </span>
      <div className={styles.what}>
        <Parts parts={parts} />
        {reasons.map((reason) => (
          <div key={reason} className={styles.reason}>
            {reason}
          </div>
        ))}
        {note !== undefined && <blockquote className={styles.note}>{note}</blockquote>}
      </div>
    </li>
  );
}

const LOOKS = { strong: styles.strong, muted: 'muted', problem: styles.failure } as const;

/** A text with its names and outcomes marked. */
export const Parts = ({ parts }: { readonly parts: readonly TextPart[] }) =>
  parts.map(({ text, look }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no identity but their place
    <span key={i} className={look && LOOKS[look]}>
      {text}
    </span>
  ));
