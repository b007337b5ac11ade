import { useState } from 'react';
import { TextField } from '../../components/text-field.tsx';
import { TEXTS } from '../texts.ts';
import { ActionForm } from './action-form.tsx';
import type { FormProps } from './form-props.ts';

/** Only before all that match are acknowledged: what a person sees is acknowledged without a question. */
export function AcknowledgeForm({ what, submit, ...props }: FormProps) {
  return (
    <ActionForm
      {...props}
      title={TEXTS.acknowledgeTitle(what)}
      why={TEXTS.acknowledgeWhy}
      button={TEXTS.acknowledge}
      onSubmit={() => submit({ type: 'acknowledge' })}
    />
  );
}

/** Asks for a note with which the alerts are closed; it may be left out. */
export function CloseForm({ what, submit, ...props }: FormProps) {
  const [note, setNote] = useState('');
  return (
    <ActionForm
      {...props}
      title={TEXTS.closeTitle(what)}
      why={TEXTS.closeWhy}
      button={TEXTS.close}
      onSubmit={() => submit({ type: 'close', ...toNote(note) })}
    >
      <TextField label={TEXTS.optionalNote} value={note} onChange={setNote} autoFocus />
    </ActionForm>
  );
}

const toNote = (text: string) => (text.trim() === '' ? {} : { note: text.trim() });

export function NoteForm({ what, submit, ...props }: FormProps) {
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string>();
  const addNote = () => {
    if (note.trim() === '') return setProblem(`${TEXTS.noteText} ${TEXTS.noteMissing}.`);
    submit({ type: 'note', note: note.trim() });
  };
  return (
    <ActionForm {...props} title={TEXTS.noteTitle(what)} button={TEXTS.note} onSubmit={addNote}>
      <TextField label={TEXTS.noteText} rows={4} value={note} onChange={setNote} error={problem} autoFocus />
    </ActionForm>
  );
}

/** Asks before an action that the alert's sender has defined: it may change a machine. */
export function CustomActionForm({
  what,
  submit,
  customAction = '',
  ...props
}: FormProps & { readonly customAction?: string | undefined }) {
  const [note, setNote] = useState('');
  return (
    <ActionForm
      {...props}
      title={TEXTS.customTitle(customAction, what)}
      why={TEXTS.customWhy}
      button={TEXTS.custom}
      onSubmit={() => submit({ type: 'custom', name: customAction, ...toNote(note) })}
    >
      <TextField label={TEXTS.optionalNote} value={note} onChange={setNote} autoFocus />
    </ActionForm>
  );
}
