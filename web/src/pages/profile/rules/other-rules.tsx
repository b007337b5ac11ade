import { Icon } from '../../../components/icon.tsx';
import type { Contact, Rule } from '../profile-types.ts';
import { Section } from '../section.tsx';
import { RULE_TEXTS as TEXTS } from '../texts.ts';
import { Limits } from './limits.tsx';
import { describeNotificationSteps } from './notification-steps.ts';
import { describeNotificationTimes } from './rule-words.ts';
import styles from './rules.module.css';
import { Steps } from './steps.tsx';
import { SwitchRule } from './switch-rule.tsx';

const EVENTS = Object.keys(TEXTS.events) as readonly Rule['actionType'][];

/** The rules for everything but new alerts: a sentence each, which opens into its steps. */
export function OtherRules({
  rules,
  contacts,
}: {
  readonly rules: readonly Rule[];
  readonly contacts: readonly Contact[];
}) {
  const others = rules
    .filter(({ actionType }) => actionType !== 'create-alert')
    .toSorted((a, b) => EVENTS.indexOf(a.actionType) - EVENTS.indexOf(b.actionType) || a.order - b.order);
  if (others.length === 0) return null;
  return (
    <Section title={TEXTS.others}>
      {others.map((rule) => (
        <OtherRule
          key={rule.id}
          rule={rule}
          contacts={contacts}
          isNamed={others.filter(({ actionType }) => actionType === rule.actionType).length > 1}
        />
      ))}
    </Section>
  );
}

function OtherRule({
  rule,
  contacts,
  isNamed,
}: {
  readonly rule: Rule;
  readonly contacts: readonly Contact[];
  /** There are several rules for the event. */
  readonly isNamed: boolean;
}) {
  const event = TEXTS.events[rule.actionType];
  const name = isNamed ? `${event}, ${rule.name}` : event;
  return (
    <details className={styles.details}>
      <summary>
        <span className={styles.event}>{name}</span>
        <span className={rule.enabled ? 'muted' : 'faint'}>{summarize(rule, contacts)}</span>
        <span className={styles.chevron}>
          <Icon name="chevron" size={16} />
        </span>
      </summary>
      <div className={styles.opened}>
        <Limits rule={rule} />
        <Steps rule={rule} contacts={contacts} />
        <SwitchRule rule={rule} name={name} />
      </div>
    </details>
  );
}

function summarize(rule: Rule, contacts: readonly Contact[]): string {
  if (!rule.enabled) return TEXTS.off;
  const inWords = describeNotificationSteps(rule.steps, contacts);
  if (inWords === undefined) return TEXTS.nobody;
  const times = describeNotificationTimes(rule.notificationTime);
  return times === undefined ? inWords : `${times}, ${TEXTS.by(inWords)}`;
}
