import { useState } from 'react';
import { useSession } from '../app/session.tsx';
import { Button } from '../components/button.tsx';
import { Combobox, ComboboxItem } from '../components/combobox.tsx';
import { TextField } from '../components/text-field.tsx';
import { useUsers } from '../data/people.ts';
import { parseDuration } from '../format/parse-duration.ts';
import { type AlertAction, type AskingAction, formatNumbers } from './action.ts';
import styles from './action-dialog.module.css';
import { type Matching, startBulkAction } from './bulk-action.ts';
import { EscalateForm, PriorityForm, ResponderForm } from './escalation-forms.tsx';
import { FormDialog } from './form-dialog.tsx';
import { performAction, type Target } from './perform.ts';
import { getSnoozeTimes } from './snooze-times.ts';
import { BULK_TEXTS, TEXTS } from './texts.ts';

interface Props {
  readonly kind: AskingAction;
  /** The alerts that are chosen, or all that match. */
  readonly targets: readonly Target[] | Matching;
  readonly onClose: () => void;
  /** The escalation that is proposed. */
  readonly escalationId?: string | undefined;
  /** After the action was sent, such as to clear the selection. */
  readonly onDone?: () => void;
}

export interface FormProps extends Props {
  readonly what: string;
  readonly submit: (action: AlertAction) => void;
}

/** Asks what an action needs, and does it. */
export default function ActionDialog(props: Props) {
  const { targets } = props;
  const { user } = useSession();
  const what =
    'query' in targets
      ? BULK_TEXTS.matching(targets.count)
      : formatNumbers(targets.map(({ tinyId }) => tinyId));
  const submit = (action: AlertAction) => {
    props.onClose();
    props.onDone?.();
    if ('query' in targets) void startBulkAction(action, targets, user.id);
    else void performAction(action, targets);
  };
  const Form = FORMS[props.kind];
  return <Form {...props} what={what} submit={submit} />;
}

/** Only before all that match are acknowledged: what a person sees is acknowledged without a question. */
function AcknowledgeForm({ what, targets, submit, onClose }: FormProps) {
  return (
    <FormDialog
      title={TEXTS.acknowledgeTitle(what)}
      why={TEXTS.acknowledgeWhy}
      button={TEXTS.acknowledge}
      targets={targets}
      onClose={onClose}
      onSubmit={() => submit({ type: 'acknowledge' })}
    />
  );
}

function CloseForm({ what, targets, submit, onClose }: FormProps) {
  const [note, setNote] = useState('');
  const close = () => submit({ type: 'close', ...(note.trim() && { note: note.trim() }) });
  return (
    <FormDialog
      title={TEXTS.closeTitle(what)}
      why={TEXTS.closeWhy}
      button={TEXTS.close}
      targets={targets}
      onClose={onClose}
      onSubmit={close}
    >
      <TextField label={TEXTS.closeNote} value={note} onChange={setNote} autoFocus />
    </FormDialog>
  );
}

function SnoozeForm({ what, targets, submit, onClose }: FormProps) {
  const { user } = useSession();
  const [other, setOther] = useState('');
  const [problem, setProblem] = useState<string>();
  const snoozeOther = () => {
    const length = parseDuration(other);
    if (length === undefined) return setProblem(`${TEXTS.snoozeOther} ${TEXTS.snoozeInvalid}.`);
    submit({ type: 'snooze', until: Date.now() + length });
  };
  return (
    <FormDialog
      title={TEXTS.snoozeTitle(what)}
      why={TEXTS.snoozeWhy}
      button={TEXTS.snooze}
      targets={targets}
      onClose={onClose}
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
    </FormDialog>
  );
}

function AssignForm({ what, targets, submit, onClose }: FormProps) {
  const { user } = useSession();
  const users = useUsers();
  const [owner, setOwner] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const assign = () => {
    if (owner === null) return setProblem(`${TEXTS.person} ${TEXTS.personMissing}.`);
    submit({ type: 'assign', owner });
  };
  return (
    <FormDialog
      title={TEXTS.assignTitle(what)}
      why={TEXTS.assignWhy}
      button={TEXTS.assign}
      targets={targets}
      onClose={onClose}
      onSubmit={assign}
    >
      <Combobox
        label={TEXTS.person}
        defaultItems={users}
        selectedKey={owner}
        onSelectionChange={(key) => setOwner(key === null ? null : String(key))}
        error={problem}
        autoFocus
      >
        {(person) => (
          <ComboboxItem id={person.username} textValue={person.fullName}>
            <span>
              {person.fullName} <span className="faint">{person.username}</span>
            </span>
          </ComboboxItem>
        )}
      </Combobox>
      <div>
        <Button kind="quiet" onPress={() => submit({ type: 'assign', owner: user.username })}>
          {TEXTS.toMe}
        </Button>
      </div>
    </FormDialog>
  );
}

function TagForm({ what, targets, submit, onClose }: FormProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const addTags = () => {
    const tags = [...new Set(text.split(',').map((tag) => tag.trim()))].filter(Boolean);
    if (tags.length === 0) return setProblem(`${TEXTS.tags} ${TEXTS.tagsMissing}.`);
    submit({ type: 'tag', tags });
  };
  return (
    <FormDialog
      title={TEXTS.tagTitle(what)}
      button={TEXTS.tag}
      targets={targets}
      onClose={onClose}
      onSubmit={addTags}
    >
      <TextField
        label={TEXTS.tags}
        description={TEXTS.tagsWhy}
        value={text}
        onChange={setText}
        error={problem}
        autoFocus
      />
    </FormDialog>
  );
}

function NoteForm({ what, targets, submit, onClose }: FormProps) {
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string>();
  const addNote = () => {
    if (note.trim() === '') return setProblem(`${TEXTS.noteText} ${TEXTS.noteMissing}.`);
    submit({ type: 'note', note: note.trim() });
  };
  return (
    <FormDialog
      title={TEXTS.noteTitle(what)}
      button={TEXTS.note}
      targets={targets}
      onClose={onClose}
      onSubmit={addNote}
    >
      <TextField label={TEXTS.noteText} rows={4} value={note} onChange={setNote} error={problem} autoFocus />
    </FormDialog>
  );
}

const FORMS: Readonly<Record<AskingAction, (props: FormProps) => React.ReactNode>> = {
  acknowledge: AcknowledgeForm,
  close: CloseForm,
  snooze: SnoozeForm,
  assign: AssignForm,
  tag: TagForm,
  note: NoteForm,
  escalate: EscalateForm,
  'add-responder': ResponderForm,
  priority: PriorityForm,
};
