import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { useNames } from '../../../data/people.ts';
import { formatWhen } from '../../../format/time.ts';
import { useNow } from '../../../format/use-now.ts';
import type { Contact, Rule, User } from '../profile-types.ts';
import { Section } from '../section.tsx';
import { RULE_TEXTS as TEXTS } from '../texts.ts';
import { useChange, useForwardings } from '../use-profile.ts';
import { Limits, toSentence } from './limits.tsx';
import { describeNotificationSteps } from './notification-steps.ts';
import styles from './rules.module.css';
import { Steps } from './steps.tsx';
import { SwitchRule } from './switch-rule.tsx';
import { listWarnings } from './warnings.ts';

/** How new alerts reach the person: the steps of each rule, and what is wrong with it. */
export function NewAlertRules({
  settings,
  rules,
  contacts,
}: {
  readonly settings: User;
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
      {own.length > 0 && <Warnings settings={settings} rules={rules} contacts={contacts} />}
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
  const inWords = describeNotificationSteps(rule.steps, contacts);
  if (!rule.enabled) return <p className={styles.problem}>{TEXTS.ruleIsOff}</p>;
  return inWords === undefined ? (
    <p className={styles.problem}>{toSentence(TEXTS.nobody)}</p>
  ) : (
    <p>{toSentence(inWords)}</p>
  );
}

function Warnings({
  settings,
  rules,
  contacts,
}: {
  readonly settings: User;
  readonly rules: readonly Rule[];
  readonly contacts: readonly Contact[];
}) {
  const warnings = listWarnings(rules, contacts);
  const isUnreachable = warnings.some((warning) => warning.startsWith('No'));
  const texts = [...warnings.map((warning) => TEXTS.warnings[warning]), ...usePauses(settings)];
  return (
    <div role="status">
      {texts.length > 0 && (
        <ul className={styles.warnings} data-unreachable={isUnreachable}>
          {texts.map((text) => (
            <li key={text}>
              <Icon name="warning" size={16} />
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What the person has set that keeps new alerts from them now. */
function usePauses({ mutedUntil }: User): readonly string[] {
  const { user } = useSession();
  const now = useNow(15_000);
  const toName = useNames();
  const { data: forwardings = [] } = useForwardings();
  const format = (at: string) => formatWhen(Date.parse(at), now, user.timeZone);
  const isMuted = mutedUntil !== undefined && Date.parse(mutedUntil) > now;
  const active = forwardings.filter(
    ({ fromUser, startDate }) => fromUser.id === user.id && Date.parse(startDate) <= Date.now(),
  );
  return [
    ...(isMuted ? [TEXTS.mutedUntil(format(mutedUntil))] : []),
    ...active.map(({ toUser, endDate }) => TEXTS.forwardedTo(toName(toUser.username ?? ''), format(endDate))),
  ];
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
