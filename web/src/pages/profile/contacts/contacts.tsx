import { useState } from 'react';
import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import { FormDialog } from '../../../components/form-dialog.tsx';
import { Icon } from '../../../components/icon.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { TEXTS as PUSH_TEXTS } from '../../../push/texts.ts';
import { ThisDevice } from '../../../push/this-device.tsx';
import type { Contact, Rule } from '../profile-types.ts';
import { Block, Section } from '../section.tsx';
import { RULE_TEXTS, CONTACT_TEXTS as TEXTS } from '../texts.ts';
import { useChange } from '../use-profile.ts';
import { AddContact } from './add-contact.tsx';
import { ContactRow, nameContact } from './contact-row.tsx';
import { VerifyContact } from './verify-contact.tsx';

type OpenDialog =
  | { readonly kind: 'add' }
  | { readonly kind: 'verify' | 'remove' | 'turn-off'; readonly contactId: string };

/** The person's contacts: add, verify, test, turn off, remove. */
export function Contacts({
  contacts,
  rules,
}: {
  readonly contacts: readonly Contact[];
  readonly rules: readonly Rule[];
}) {
  const [dialog, setDialog] = useState<OpenDialog>();
  const close = () => setDialog(undefined);
  const chosen = dialog && 'contactId' in dialog && contacts.find(({ id }) => id === dialog.contactId);
  const add = (
    <Button onPress={() => setDialog({ kind: 'add' })}>
      <Icon name="plus" size={16} />
      {TEXTS.add}
    </Button>
  );
  return (
    <Section title={TEXTS.title} why={TEXTS.why} action={contacts.length > 0 && add}>
      {contacts.length === 0 ? (
        <EmptyState title={TEXTS.emptyTitle} action={add}>
          {TEXTS.empty}
        </EmptyState>
      ) : (
        <ul>
          {contacts.map((contact) => (
            <ContactRow
              key={contact.id}
              contact={contact}
              isUsedByStep={isUsedByStep(contact, rules)}
              onVerify={() => setDialog({ kind: 'verify', contactId: contact.id })}
              onRemove={() => setDialog({ kind: 'remove', contactId: contact.id })}
              onTurnOff={() => setDialog({ kind: 'turn-off', contactId: contact.id })}
            />
          ))}
        </ul>
      )}
      <Block title={PUSH_TEXTS.title}>
        <ThisDevice />
      </Block>
      {dialog?.kind === 'add' && (
        <AddContact onClose={close} onAdded={(contactId) => setDialog({ kind: 'verify', contactId })} />
      )}
      {dialog?.kind === 'verify' && chosen && (
        <VerifyContact contact={chosen} isUsedByStep={isUsedByStep(chosen, rules)} onClose={close} />
      )}
      {dialog?.kind === 'remove' && chosen && (
        <RemoveContact contact={chosen} rules={rules} onClose={close} />
      )}
      {dialog?.kind === 'turn-off' && chosen && <TurnOffContact contact={chosen} onClose={close} />}
    </Section>
  );
}

/** Whether a step for new alerts uses the contact, which only the first of each method does by itself. */
const isUsedByStep = (contact: Contact, rules: readonly Rule[]): boolean =>
  listRulesUsing(contact, rules).some(({ actionType }) => actionType === 'create-alert');

const listRulesUsing = ({ method, to }: Contact, rules: readonly Rule[]): readonly Rule[] =>
  rules.filter(({ steps }) => steps.some(({ contact }) => contact.method === method && contact.to === to));

interface ConfirmProps {
  readonly contact: Contact;
  readonly onClose: () => void;
}

function RemoveContact({ contact, rules, onClose }: ConfirmProps & { readonly rules: readonly Rule[] }) {
  const { user } = useSession();
  const params = { identifier: user.id, contactId: contact.id };
  const remove = useChange(() => call('DELETE /v2/users/{identifier}/contacts/{contactId}', { params }), {
    done: () => TEXTS.removed(nameContact(contact)),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={TEXTS.removeTitle(nameContact(contact))}
      why={TEXTS.removeWhy(
        listRulesUsing(contact, rules).map(({ actionType }) => RULE_TEXTS.events[actionType]),
      )}
      button={TEXTS.remove}
      isDangerous
      isPending={remove.isPending}
      onClose={onClose}
      onSubmit={remove.mutate}
    />
  );
}

function TurnOffContact({ contact, onClose }: ConfirmProps) {
  const { user } = useSession();
  const params = { identifier: user.id, contactId: contact.id };
  const disable = useChange(
    () => call('POST /v2/users/{identifier}/contacts/{contactId}/disable', { params }),
    { done: () => TEXTS.turnedOff(nameContact(contact)), onDone: onClose },
  );
  return (
    <FormDialog
      title={TEXTS.turnOffTitle(nameContact(contact))}
      why={TEXTS.turnOffWhy}
      button={TEXTS.turnOff}
      isPending={disable.isPending}
      onClose={onClose}
      onSubmit={disable.mutate}
    />
  );
}
