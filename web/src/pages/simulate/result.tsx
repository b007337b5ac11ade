import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Simulation } from '../../alert-story/model.ts';
import { Others } from '../../alert-story/others.tsx';
import { TEXTS as STORY_TEXTS } from '../../alert-story/texts.ts';
import { Timeline } from '../../alert-story/timeline.tsx';
import { toTimelineItems } from '../../alert-story/timeline-items.ts';
import { useSession } from '../../app/session.tsx';
import { Panel } from '../../components/panel.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { useNames } from '../../data/people.ts';
import { formatExact } from '../../format/time.ts';
import styles from './simulate.module.css';
import { TEXTS } from './texts.ts';

/** The events that would happen to the alert, in the order of time. */
export function Result({ simulation }: { readonly simulation: Simulation }) {
  const { user } = useSession();
  const getName = useNames();
  const { alert, at, entries, others, openAlert, summary } = simulation;
  const start = Date.parse(at);
  const items = useMemo(
    () => toTimelineItems(entries, { timeZone: user.timeZone, getName }),
    [entries, user.timeZone, getName],
  );
  return (
    <>
      <Panel title={TEXTS.result}>
        <div className={styles.summary}>
          <p className={styles.alert}>
            <PriorityMark priority={alert.priority} /> <strong>{alert.message}</strong>
          </p>
          <p>{summary}</p>
          {openAlert && (
            <p className={styles.counted}>
              <Link href={`/alerts/${openAlert.id}`}>{TEXTS.counted(openAlert.tinyId)}</Link>
            </p>
          )}
          <p className="muted">{TEXTS.from(formatExact(start, user.timeZone))}</p>
        </div>
        <Timeline items={items} start={start} timeZone={user.timeZone} />
      </Panel>
      <Panel title={STORY_TEXTS.others}>
        <Others others={others} />
      </Panel>
    </>
  );
}
