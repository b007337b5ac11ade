import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { EmptyState } from '../../../components/states.tsx';
import type { Contact, Rule } from '../profile-types.ts';
import { Section } from '../section.tsx';
import { RULE_TEXTS as TEXTS } from '../texts.ts';
import { useChange } from '../use-profile.ts';
import { describeLadder } from './ladder.ts';
import { Limits, toSentence } from './limits.tsx';
import styles from './rules.module.css';
import { Steps } from './steps.tsx';
import { SwitchRule } from './switch-rule.tsx';
import { listWarnings } from './warnings.ts';

/** How new alerts reach the person: the ladder of each rule, and what is wrong with it. */
export function NewAlertRules({
  rules,
  contacts,
}: {
  readonly rules: readonly Rule[];
  readonly contacts: readonly Contact[];
}) {
  const own = rules
    .filter(({ actionType }) => actionType === 'create-alert')
    .toSorted((a, b) => a.order - b.order);
  return (
    <Section
      title={TEXTS.newAlerts}
      why={own.length > 1 ? `${TEXTS.newAlertsWhy} ${TEXTS.severalRules}` : TEXTS.newAlertsWhy}
    >
      {own.length > 0 && <Warnings rules={rules} contacts={contacts} />}
      {own.length === 0 && <CreateRule contacts={contacts} />}
      {own.map((rule) => (
        <div key={rule.id} className={styles.rule}>
          <div className={styles.ruleHead}>
            {own.length > 1 && <h3>{rule.name}</h3>}
            <Summary rule={rule} contacts={contacts} />
            {(own.length > 1 || !rule.enabled) && <SwitchRule rule={rule} name={rule.name} />}
          </div>
          <Limits rule={rule} />
          <Steps rule={rule} contacts={contacts} />
        </div>
      ))}
    </Section>
  );
}

function Summary({ rule, contacts }: { readonly rule: Rule; readonly contacts: readonly Contact[] }) {
  const ladder = describeLadder(rule.steps, contacts);
  if (!rule.enabled) return <p className={styles.problem}>{TEXTS.ruleIsOff}</p>;
  return ladder === undefined ? (
    <p className={styles.problem}>{toSentence(TEXTS.nobody)}</p>
  ) : (
    <p>{toSentence(ladder)}</p>
  );
}

function Warnings({
  rules,
  contacts,
}: {
  readonly rules: readonly Rule[];
  readonly contacts: readonly Contact[];
}) {
  const warnings = listWarnings(rules, contacts);
  const isUnreachable = warnings.some((warning) => warning.startsWith('No'));
  return (
    <div role="status">
      {warnings.length > 0 && (
        <ul className={styles.warnings} data-unreachable={isUnreachable}>
          {warnings.map((warning) => (
            <li key={warning}>
              <Icon name="warning" size={16} />
              {TEXTS.warnings[warning]}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** When each method notifies in the rule that the page proposes, in minutes. */
const PROPOSED_MINUTES: Readonly<Partial<Record<Contact['method'], number>>> = { sms: 1, voice: 3 };

function CreateRule({ contacts }: { readonly contacts: readonly Contact[] }) {
  const { user } = useSession();
  const create = useChange(() =>
    call('POST /v2/users/{identifier}/notification-rules', {
      params: { identifier: user.id },
      body: {
        name: TEXTS.ruleName,
        actionType: 'create-alert',
        steps: contacts.map(({ method, to }) => ({
          contact: { method, to },
          sendAfter: { timeAmount: PROPOSED_MINUTES[method] ?? 0, timeUnit: 'minutes' },
        })),
      },
    }),
  );
  return (
    <EmptyState
      title={TEXTS.noRuleTitle}
      action={
        <Button kind="primary" isPending={create.isPending} onPress={() => create.mutate()}>
          {TEXTS.create}
        </Button>
      }
    >
      {TEXTS.createWhy}
    </EmptyState>
  );
}
