import { useState } from 'react';
import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Choices } from '../../../components/choices.tsx';
import { FormDialog } from '../../../components/form-dialog.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { nameContact } from '../contacts/contact-row.tsx';
import type { Contact, Rule, Step } from '../profile-types.ts';
import { TEXTS as SHARED, RULE_TEXTS as TEXTS } from '../texts.ts';
import { toProblemText, useChange } from '../use-profile.ts';
import { findContact, hasDelays, sortByDelay, toDelayMinutes } from './notification-steps.ts';

const MAX_MINUTES = 1_440;

/** A step that is new, or changed: which contact, and after how long. */
export function StepDialog({
  rule,
  step,
  contacts,
  onClose,
}: {
  readonly rule: Rule;
  /** Undefined: a new one. */
  readonly step: Step | undefined;
  readonly contacts: readonly Contact[];
  readonly onClose: () => void;
}) {
  const { user } = useSession();
  const [contactId, setContactId] = useState(() => chooseContact(rule, step, contacts)?.id ?? '');
  const [minutes, setMinutes] = useState(() => String(proposeMinutes(rule, step)));
  const [isChecked, setChecked] = useState(false);
  const [requestId] = useState(() => crypto.randomUUID());
  const delay = parseMinutes(minutes);
  const contact = contacts.find(({ id }) => id === contactId);
  const params = { identifier: user.id, ruleId: rule.id };
  const save = useChange(
    (body: object) =>
      step
        ? call('PATCH /v2/users/{identifier}/notification-rules/{ruleId}/steps/{id}', {
            params: { ...params, id: step.id },
            body,
            requestId,
          })
        : call('POST /v2/users/{identifier}/notification-rules/{ruleId}/steps', { params, body, requestId }),
    { onDone: onClose },
  );
  const submit = () => {
    setChecked(true);
    if (!contact || delay === undefined) return;
    save.mutate({
      contact: { method: contact.method, to: contact.to },
      ...(hasDelays(rule) && { sendAfter: { timeAmount: delay, timeUnit: 'minutes' } }),
    });
  };
  return (
    <FormDialog
      title={step ? TEXTS.changeStep : TEXTS.addStep}
      {...(hasDelays(rule) && { why: TEXTS.stepWhy })}
      button={step ? SHARED.save : TEXTS.addStep}
      isPending={save.isPending}
      error={save.error ? toProblemText(save.error) : undefined}
      onClose={onClose}
      onSubmit={submit}
    >
      <Choices
        label={TEXTS.contact}
        choices={contacts.map((each) => ({ id: each.id, label: nameContact(each) }))}
        value={contactId}
        onChange={setContactId}
      />
      {hasDelays(rule) && (
        <TextField
          label={TEXTS.delay}
          description={TEXTS.delayHelp}
          inputMode="numeric"
          value={minutes}
          onChange={setMinutes}
          error={isChecked && delay === undefined ? TEXTS.notADelay : undefined}
        />
      )}
    </FormDialog>
  );
}

function parseMinutes(text: string): number | undefined {
  const minutes = /^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined;
  return minutes !== undefined && minutes <= MAX_MINUTES ? minutes : undefined;
}

/** A new step is for the first contact that the rule does not use yet. */
function chooseContact(
  rule: Rule,
  step: Step | undefined,
  contacts: readonly Contact[],
): Contact | undefined {
  if (step) return findContact(step, contacts);
  const used = rule.steps.map((each) => findContact(each, contacts)?.id);
  return contacts.find(({ id }) => !used.includes(id)) ?? contacts[0];
}

/** A new step comes some minutes after the last one. */
function proposeMinutes(rule: Rule, step: Step | undefined): number {
  if (step) return toDelayMinutes(step);
  const last = sortByDelay(rule.steps).at(-1);
  return last ? Math.min(toDelayMinutes(last) + 2, MAX_MINUTES) : 0;
}
