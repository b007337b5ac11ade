import type { ReactNode } from 'react';
import { useSession } from '../app/session.tsx';
import type { Priority } from '../components/priority-mark.tsx';
import { type AlertAction, type AskingAction, formatNumbers } from './action.ts';
import { startBulkAction } from './bulk-action.ts';
import type { FormProps } from './forms/form-props.ts';
import { PriorityForm, SnoozeForm } from './forms/press-forms.tsx';
import { AssignForm, EscalateForm, ResponderForm } from './forms/responder-forms.tsx';
import { ChangeTagsForm, DetailForm, TagForm } from './forms/tag-forms.tsx';
import { AcknowledgeForm, CloseForm, CustomActionForm, NoteForm } from './forms/text-forms.tsx';
import { performAction } from './perform.ts';
import { BULK_TEXTS } from './texts.ts';

/** Facts about the alert that a form begins with. */
interface Known {
  /** The escalation that is proposed. */
  readonly escalationId?: string | undefined;
  /** The priority that the alert has. */
  readonly priority?: Priority | undefined;
  /** The tags that the alert has. */
  readonly tags?: readonly string[] | undefined;
  /** The custom action that was chosen. */
  readonly customAction?: string | undefined;
}

interface Props extends Known, Pick<FormProps, 'targets' | 'onClose'> {
  readonly kind: AskingAction;
  /** After the action was sent, such as to clear the selection. */
  readonly onDone?: () => void;
}

const FORMS: Readonly<Record<AskingAction, (props: FormProps & Known) => ReactNode>> = {
  acknowledge: AcknowledgeForm,
  close: CloseForm,
  snooze: SnoozeForm,
  assign: AssignForm,
  tag: TagForm,
  'change-tags': ChangeTagsForm,
  detail: DetailForm,
  note: NoteForm,
  escalate: EscalateForm,
  'add-responder': ResponderForm,
  priority: PriorityForm,
  custom: CustomActionForm,
};

/** Asks what an action needs, and does it. */
export default function ActionDialog({ kind, targets, onClose, onDone, ...known }: Props) {
  const { user } = useSession();
  const what =
    'query' in targets
      ? BULK_TEXTS.matching(targets.count)
      : formatNumbers(targets.map(({ tinyId }) => tinyId));
  const submit = (action: AlertAction) => {
    onClose();
    onDone?.();
    if ('query' in targets) void startBulkAction(action, targets, user.id);
    else void performAction(action, targets);
  };
  const Form = FORMS[kind];
  return <Form {...known} targets={targets} what={what} submit={submit} onClose={onClose} />;
}
