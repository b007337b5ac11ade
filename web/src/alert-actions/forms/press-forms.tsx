import { useState } from 'react';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { PRIORITIES, type Priority, PriorityMark } from '../../components/priority-mark.tsx';
import { TextField } from '../../components/text-field.tsx';
import { parseDuration } from '../../format/parse-duration.ts';
import { getSnoozeTimes } from '../snooze-times.ts';
import { TEXTS } from '../texts.ts';
import { ActionForm } from './action-form.tsx';
import type { FormProps } from './form-props.ts';
import styles from './press-forms.module.css';

/** Asks until when: a press on a length snoozes; another length can be typed. */
export function SnoozeForm({ what, submit, ...props }: FormProps) {
  const { user } = useSession();
  const [other, setOther] = useState('');
  const [problem, setProblem] = useState<string>();
  const snoozeOther = () => {
    const length = parseDuration(other);
    if (length === undefined) return setProblem(`${TEXTS.snoozeOther} ${TEXTS.snoozeInvalid}.`);
    submit({ type: 'snooze', until: Date.now() + length });
  };
  return (
    <ActionForm
      {...props}
      title={TEXTS.snoozeTitle(what)}
      why={TEXTS.snoozeWhy}
      button={TEXTS.snooze}
      onSubmit={snoozeOther}
    >
      <div className={styles.choices}>
        {getSnoozeTimes(Date.now(), user.timeZone).map(({ label, until }, i) => (
          <Button key={label} autoFocus={i === 0} onPress={() => submit({ type: 'snooze', until })}>
            {label}
          </Button>
        ))}
      </div>
      <TextField
        label={TEXTS.snoozeOther}
        description={TEXTS.snoozeOtherWhy}
        value={other}
        onChange={setOther}
        error={problem}
      />
    </ActionForm>
  );
}

/** Asks for the new priority; a press on it changes it. */
export function PriorityForm({
  what,
  submit,
  onClose,
  priority: current,
}: FormProps & { readonly priority?: Priority | undefined }) {
  const change = (priority: Priority) => submit({ type: 'priority', priority });
  return (
    <Dialog
      title={TEXTS.priorityTitle(what)}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{TEXTS.cancel}</Button>}
    >
      <p className="muted">
        {current && TEXTS.priorityNow(current)} {TEXTS.priorityWhy}
      </p>
      <div className={styles.choices}>
        {PRIORITIES.map((priority, i) => (
          <Button
            key={priority}
            className={styles.priority ?? ''}
            autoFocus={i === (current === 'P1' ? 1 : 0)}
            isDisabled={priority === current}
            aria-label={priority === current ? TEXTS.asItIs(priority) : priority}
            onPress={() => change(priority)}
          >
            <PriorityMark priority={priority} />
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
