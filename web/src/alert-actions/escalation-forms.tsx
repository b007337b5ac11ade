import { useMemo, useState } from 'react';
import { Button } from '../components/button.tsx';
import { Combobox, ComboboxItem } from '../components/combobox.tsx';
import { Dialog } from '../components/dialog.tsx';

import { PRIORITIES, type Priority, PriorityMark } from '../components/priority-mark.tsx';
import { useEscalations, useSchedules, useTeams, useUsers } from '../data/people.ts';
import styles from './action-dialog.module.css';
import type { FormProps } from './action-dialog.tsx';
import { FormDialog } from './form-dialog.tsx';
import { TEXTS } from './texts.ts';

/** Asks for the escalation whose next rule is to fire now; usually it is known. */
export function EscalateForm({ what, targets, submit, onClose, escalationId }: FormProps) {
  const escalations = useEscalations() ?? [];
  const [chosen, setChosen] = useState<string | null>(escalationId ?? null);
  const [problem, setProblem] = useState<string>();
  const escalate = () => {
    if (chosen === null) return setProblem(`${TEXTS.escalation} ${TEXTS.escalationMissing}.`);
    submit({ type: 'escalate', escalationId: chosen });
  };
  return (
    <FormDialog
      title={TEXTS.escalateTitle(what)}
      why={TEXTS.escalateWhy}
      button={TEXTS.escalate}
      targets={targets}
      onClose={onClose}
      onSubmit={escalate}
    >
      <Combobox
        key={escalations.length}
        label={TEXTS.escalation}
        defaultItems={escalations}
        defaultSelectedKey={chosen}
        onSelectionChange={(key) => setChosen(key === null ? null : String(key))}
        error={problem}
      >
        {({ id, name }) => (
          <ComboboxItem id={id} textValue={name}>
            {name}
          </ComboboxItem>
        )}
      </Combobox>
    </FormDialog>
  );
}

/** Asks for one more responder: a team, escalation, schedule or person. */
export function ResponderForm({ what, targets, submit, onClose }: FormProps) {
  const responders = useResponders();
  const [chosen, setChosen] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const add = () => {
    const found = responders.find(({ id }) => id === chosen);
    if (!found) return setProblem(`${TEXTS.responder} ${TEXTS.responderMissing}.`);
    submit({ type: 'add-responder', responder: { type: found.type, id: found.id } });
  };
  return (
    <FormDialog
      title={TEXTS.responderTitle(what)}
      why={TEXTS.responderWhy}
      button={TEXTS.addResponder}
      targets={targets}
      onClose={onClose}
      onSubmit={add}
    >
      <Combobox
        label={TEXTS.responder}
        defaultItems={responders}
        selectedKey={chosen}
        onSelectionChange={(key) => setChosen(key === null ? null : String(key))}
        error={problem}
        autoFocus
      >
        {({ id, name, type }) => (
          <ComboboxItem id={id} textValue={name}>
            <span>
              {name} <span className="faint">{TEXTS.kinds[type]}</span>
            </span>
          </ComboboxItem>
        )}
      </Combobox>
    </FormDialog>
  );
}

/** Everything that an alert can be sent to, teams first. */
function useResponders() {
  const users = useUsers();
  const teams = useTeams();
  const schedules = useSchedules();
  const escalations = useEscalations();
  return useMemo(() => {
    const of = (type: 'team' | 'escalation' | 'schedule', all: typeof teams = []) =>
      all.map(({ id, name }) => ({ type, id, name }));
    return [
      ...of('team', teams),
      ...of('escalation', escalations),
      ...of('schedule', schedules),
      ...users.map(({ id, fullName }) => ({ type: 'user' as const, id, name: fullName })),
    ];
  }, [users, teams, schedules, escalations]);
}

/** Asks for the new priority; a press on it changes it. */
export function PriorityForm({ what, submit, onClose }: FormProps) {
  const change = (priority: Priority) => submit({ type: 'priority', priority });
  return (
    <Dialog
      title={TEXTS.priorityTitle(what)}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{TEXTS.cancel}</Button>}
    >
      <p className="muted">{TEXTS.priorityWhy}</p>
      <div className={styles.choices}>
        {PRIORITIES.map((priority, i) => (
          <Button key={priority} autoFocus={i === 0} onPress={() => change(priority)}>
            <PriorityMark priority={priority} />
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
