import { useQuery } from '@tanstack/react-query';
import type { StoryEntry } from '../../alert-story/model.ts';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { toClassName } from '../../components/class-name.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useNames } from '../../data/people.ts';
import { formatCountdown, formatExact, formatWhen } from '../../format/time.ts';
import styles from './escalation-rules.module.css';
import { type RuleProgress, toRuleProgress } from './rule-progress.ts';
import { TEXTS } from './texts.ts';

/** Names of more people would not fit. */
const MAX_NAMES = 2;
const HOUR = 3_600_000;

/** The rules of the escalation in charge: which have fired, which is next and when. */
export function EscalationRules({
  escalationId,
  entries,
  now,
}: {
  readonly escalationId: string;
  readonly entries: readonly StoryEntry[];
  readonly now: number;
}) {
  const { data: escalation } = useQuery({
    queryKey: ['escalation', escalationId],
    queryFn: async ({ signal }) => {
      const params = { identifier: escalationId };
      return (await call('GET /v2/escalations/{identifier}', { params, signal })).data;
    },
    staleTime: 60_000,
  });
  const getName = useNames();
  // It was deleted, or the person may not see it: the story tells the same at length.
  if (!escalation) return null;
  const steps = toRuleProgress(escalation, entries, getName);
  const nextAt = Math.min(...steps.flatMap((step) => step.nextAt ?? []));
  const { repeat } = escalation;
  const lastDelay = Math.max(0, ...steps.map(({ delayMinutes }) => delayMinutes));
  return (
    <Panel title={TEXTS.escalation(escalation.name)}>
      <ol className={styles.rules}>
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is identified by its place
          <Step key={i} step={step} now={now} isNext={step.nextAt === nextAt} />
        ))}
        {repeat && repeat.count > 0 && (
          <li className={styles.step}>
            <span className={styles.delay}>{TEXTS.minutes(lastDelay + repeat.waitInterval)}</span>
            <span>{TEXTS.again(repeat.count)}</span>
          </li>
        )}
        {repeat?.closeAlertAfterAll && (
          <li className={styles.step}>
            <span />
            <span>{TEXTS.closesAfter}</span>
          </li>
        )}
      </ol>
    </Panel>
  );
}

function Step({
  step,
  now,
  isNext,
}: {
  readonly step: RuleProgress;
  readonly now: number;
  readonly isNext: boolean;
}) {
  const { timeZone } = useSession().user;
  const { delayMinutes, text, people, isFired, nextAt, isOnlyIfOpen } = step;
  const names = people.length > MAX_NAMES ? TEXTS.people(people.length) : people.join(', ');
  const left = nextAt === undefined ? undefined : Math.max(0, nextAt - now);
  return (
    <li className={toClassName(styles.step, isFired && styles.fired, isNext && styles.next)}>
      <span className={styles.delay}>{TEXTS.minutes(delayMinutes)}</span>
      <span>
        {text}
        {(names || isOnlyIfOpen) && (
          <span className={styles.names}>
            {[names, isOnlyIfOpen ? TEXTS.onlyIfOpen : ''].filter(Boolean).join(', ')}
          </span>
        )}
      </span>
      {left !== undefined && nextAt !== undefined ? (
        <span className={styles.left} title={formatExact(nextAt, timeZone)}>
          {left < HOUR ? formatCountdown(left) : formatWhen(nextAt, now, timeZone)}
        </span>
      ) : isFired ? (
        <span className={styles.done}>
          <Icon name="check" size={14} />
          <span className="visually-hidden">{TEXTS.fired}</span>
        </span>
      ) : null}
    </li>
  );
}
