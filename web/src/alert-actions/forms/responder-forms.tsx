import { useMemo } from 'react';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { useEscalations, useResponders, useUsers } from '../../data/people.ts';
import { TEXTS } from '../texts.ts';
import { ChoiceForm } from './choice-form.tsx';
import type { FormProps } from './form-props.ts';

/** Asks for the new owner. */
export function AssignForm({ what, submit, ...props }: FormProps) {
  const { user } = useSession();
  const users = useUsers();
  const people = useMemo(
    () => users.map(({ id, fullName, username }) => ({ id, name: fullName, hint: username, username })),
    [users],
  );
  return (
    <ChoiceForm
      {...props}
      title={TEXTS.assignTitle(what)}
      why={TEXTS.assignWhy}
      button={TEXTS.assign}
      label={TEXTS.person}
      missing={TEXTS.personMissing}
      options={people}
      onChoose={({ username }) => submit({ type: 'assign', owner: username })}
    >
      <div>
        <Button kind="quiet" onPress={() => submit({ type: 'assign', owner: user.username })}>
          {TEXTS.toMe}
        </Button>
      </div>
    </ChoiceForm>
  );
}

/** Asks for the escalation whose next rule is to fire now; usually it is known. */
export function EscalateForm({
  what,
  submit,
  escalationId,
  ...props
}: FormProps & { readonly escalationId?: string | undefined }) {
  return (
    <ChoiceForm
      {...props}
      title={TEXTS.escalateTitle(what)}
      why={TEXTS.escalateWhy}
      button={TEXTS.escalate}
      label={TEXTS.escalation}
      missing={TEXTS.escalationMissing}
      options={useEscalations() ?? []}
      proposed={escalationId}
      onChoose={({ id }) => submit({ type: 'escalate', escalationId: id })}
    />
  );
}

/** Asks for one more responder: a team, escalation, schedule or person. */
export function ResponderForm({ what, submit, ...props }: FormProps) {
  const responders = useResponders();
  const options = useMemo(
    () => responders.map((each) => ({ ...each, hint: TEXTS.kinds[each.type] })),
    [responders],
  );
  return (
    <ChoiceForm
      {...props}
      title={TEXTS.responderTitle(what)}
      why={TEXTS.responderWhy}
      button={TEXTS.addResponder}
      label={TEXTS.responder}
      missing={TEXTS.responderMissing}
      options={options}
      onChoose={({ type, id }) => submit({ type: 'add-responder', responder: { type, id } })}
    />
  );
}
