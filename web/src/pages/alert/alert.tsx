import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { AskingAction } from '../../alert-actions/action.ts';
import { ActionDialog } from '../../alert-actions/ask-action.ts';
import { performAction } from '../../alert-actions/perform.ts';
import type { Story } from '../../alert-story/model.ts';
import { Others } from '../../alert-story/others.tsx';
import { TEXTS as STORY_TEXTS } from '../../alert-story/texts.ts';
import { Timeline } from '../../alert-story/timeline.tsx';
import { toTimelineItems } from '../../alert-story/timeline-items.ts';
import type { PageProps } from '../../app/page.ts';
import { useMay, useSession } from '../../app/session.tsx';
import { ApiError } from '../../client/errors.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx';
import { getLastList } from '../../data/last-list.ts';
import { mentionPerson, useNames } from '../../data/people.ts';
import { useNow } from '../../format/use-now.ts';
import { Actions } from './actions.tsx';
import styles from './alert.module.css';
import { Attachments } from './attachments.tsx';
import { Banner } from './banner.tsx';
import { Details } from './details.tsx';
import { EscalationRules } from './escalation-rules.tsx';
import { Head } from './head.tsx';
import { RawDialog } from './raw-dialog.tsx';
import { findEscalationId } from './rule-progress.ts';
import { TEXTS } from './texts.ts';
import { useNotes, useSeen, useStory } from './use-story.ts';

/** One alert: who has it, what happened, what comes next, and what can be done. */
export default function AlertPage({ params }: PageProps) {
  const { story, clockDifference, error, refetch } = useStory(params.id ?? '');
  useSeen(story?.alert.id);
  if (error instanceof ApiError && (error.status === 404 || error.status === 403)) {
    return (
      <div className={styles.missing}>
        <EmptyState title={TEXTS.notFound} action={<Link href="/alerts?view=open">{TEXTS.toAlerts}</Link>}>
          {TEXTS.notFoundWhy}
        </EmptyState>
      </div>
    );
  }
  if (!story) return error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingState />;
  return <AlertStory story={story} clockDifference={clockDifference} />;
}

function AlertStory({ story, clockDifference }: { readonly story: Story; readonly clockDifference: number }) {
  const { alert, entries, others } = story;
  const { user } = useSession();
  const mayReadEscalation = useMay()('configurations-read-only');
  const now = useNow() + clockDifference;
  const getName = useNames([alert, ...entries.flatMap(({ by }) => (by ? mentionPerson(by) : []))]);
  const notes = useNotes(alert.id);
  const [asked, setAsked] = useState<{ readonly kind: AskingAction; readonly customAction?: string }>();
  const [isRawShown, setRawShown] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const targets = [{ id: alert.id, tinyId: alert.tinyId }];
  const escalationId = useMemo(() => findEscalationId(entries), [entries]);
  const items = useMemo(
    () => toTimelineItems(entries, { timeZone: user.timeZone, getName, ...(notes && { notes }) }),
    [entries, notes, user.timeZone, getName],
  );
  useEffect(() => {
    document.title = `#${alert.tinyId} ${alert.message} · Tocsin`;
  }, [alert.tinyId, alert.message]);
  return (
    <div className={styles.page}>
      <Link href={getLastList()} className={styles.back ?? ''}>
        <Icon name="back" size={16} /> {TEXTS.actions.back}
      </Link>
      <Head alert={alert} now={now} />
      <Actions
        alert={alert}
        onAcknowledge={() => void performAction({ type: 'acknowledge' }, targets)}
        onUnacknowledge={() => void performAction({ type: 'unacknowledge' }, targets)}
        onAsk={(kind) => setAsked({ kind })}
        onRun={(customAction) => setAsked({ kind: 'custom', customAction })}
        onAttach={() => file.current?.click()}
        onShowRaw={() => setRawShown(true)}
      />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Banner story={story} now={now} />
          <Panel title={STORY_TEXTS.story}>
            <Timeline items={items} now={now} timeZone={user.timeZone} />
          </Panel>
        </div>
        <div className={styles.column}>
          {escalationId && mayReadEscalation && (
            <EscalationRules escalationId={escalationId} entries={entries} now={now} />
          )}
          <Details story={story} />
          <Attachments alertId={alert.id} field={file} />
          {(others.length > 0 || alert.status === 'open') && (
            <Panel title={STORY_TEXTS.others}>
              <Others others={others} />
            </Panel>
          )}
        </div>
      </div>
      {asked && (
        <ActionDialog
          {...asked}
          targets={targets}
          escalationId={escalationId}
          priority={alert.priority}
          tags={alert.tags}
          onClose={() => setAsked(undefined)}
        />
      )}
      {isRawShown && <RawDialog alert={alert} onClose={() => setRawShown(false)} />}
    </div>
  );
}
