import { useState } from 'react';
import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { showToast } from '../../../components/toast.tsx';
import { formatAddress } from '../../../format/contact-methods.ts';
import type { Contact, Rule, Step } from '../profile-types.ts';
import { CONTACT_TEXTS, RULE_TEXTS as TEXTS } from '../texts.ts';
import { useChange } from '../use-profile.ts';
import {
  findContact,
  findStepProblem,
  formatDelay,
  hasDelays,
  sortByDelay,
  toDelayMinutes,
} from './notification-steps.ts';
import { StepDialog } from './step-dialog.tsx';
import styles from './steps.module.css';

/** The steps of a rule as a list that can be changed, in the order in which they notify. */
export function Steps({ rule, contacts }: { readonly rule: Rule; readonly contacts: readonly Contact[] }) {
  const [edited, setEdited] = useState<Step | 'new'>();
  return (
    <div className={styles.steps}>
      {rule.steps.length === 0 && <p className={styles.problem}>{TEXTS.noSteps}</p>}
      <ol className={styles.list}>
        {sortByDelay(rule.steps).map((step) => (
          <StepRow key={step.id} rule={rule} step={step} contacts={contacts} onEdit={() => setEdited(step)} />
        ))}
      </ol>
      {contacts.length === 0 ? (
        <p className="muted">{TEXTS.noContacts}</p>
      ) : (
        <Button kind="quiet" onPress={() => setEdited('new')}>
          <Icon name="plus" size={16} />
          {TEXTS.addStep}
        </Button>
      )}
      {edited !== undefined && (
        <StepDialog
          rule={rule}
          step={edited === 'new' ? undefined : edited}
          contacts={contacts}
          onClose={() => setEdited(undefined)}
        />
      )}
    </div>
  );
}

function StepRow({
  rule,
  step,
  contacts,
  onEdit,
}: {
  readonly rule: Rule;
  readonly step: Step;
  readonly contacts: readonly Contact[];
  readonly onEdit: () => void;
}) {
  const { user } = useSession();
  const params = { identifier: user.id, ruleId: rule.id };
  const undo = useChange(() =>
    call('POST /v2/users/{identifier}/notification-rules/{ruleId}/steps', {
      params,
      body: {
        contact: step.contact,
        ...(step.sendAfter && { sendAfter: step.sendAfter }),
        enabled: step.enabled,
      },
    }),
  );
  const remove = useChange(
    () =>
      call('DELETE /v2/users/{identifier}/notification-rules/{ruleId}/steps/{id}', {
        params: { ...params, id: step.id },
      }),
    {
      onDone: () =>
        showToast({
          kind: 'done',
          text: TEXTS.removed,
          action: { label: TEXTS.undo, onPress: undo.mutate },
        }),
    },
  );
  const contact = findContact(step, contacts);
  const problem = findStepProblem(step, contacts);
  const delay = hasDelays(rule) ? formatDelay(toDelayMinutes(step)) : undefined;
  const method = CONTACT_TEXTS.names[step.contact.method];
  const address = formatAddress(contact ?? step.contact);
  const words = [delay, method, address].filter(Boolean).join(' ');
  return (
    <li className={styles.step} data-skipped={problem !== undefined}>
      {delay && <span className={styles.delay}>{delay}</span>}
      <span className={styles.contact}>
        <strong>{method}</strong> <span className="muted">{address}</span>
        {problem && <span className={styles.problem}> {TEXTS.problems[problem]}</span>}
      </span>
      <span className={styles.actions}>
        <Button kind="quiet" onPress={onEdit} aria-label={TEXTS.editStep(words)}>
          {TEXTS.edit}
        </Button>
        <Button
          kind="quiet"
          square
          isDisabled={remove.isPending}
          onPress={() => remove.mutate()}
          aria-label={TEXTS.removeStep(words)}
        >
          <Icon name="close" size={16} />
        </Button>
      </span>
    </li>
  );
}
