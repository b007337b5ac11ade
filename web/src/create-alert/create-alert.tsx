import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { readAlertsAgain } from '../alert-actions/perform.ts';
import { useSession } from '../app/session.tsx';
import { call } from '../client/call.ts';
import { ApiError, toErrorText } from '../client/errors.ts';
import { Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Combobox, ComboboxItem } from '../components/combobox.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { PRIORITIES, type Priority, PriorityMark } from '../components/priority-mark.tsx';
import { TextField } from '../components/text-field.tsx';
import { showToast } from '../components/toast.tsx';
import { useResponders, useTeamsOf } from '../data/people.ts';
import { TEXTS } from './texts.ts';

const PRIORITY_CHOICES = PRIORITIES.map((id) => ({ id, label: <PriorityMark priority={id} /> }));

/**
 * Creates an alert by hand, or on localhost an example that starts an escalation. The responder is the person's own team
 * unless another one is proposed by its id.
 */
export default function CreateAlert({
  responderId,
  onClose,
}: {
  readonly responderId?: string;
  readonly onClose: () => void;
}) {
  const { user, local } = useSession();
  const responders = useResponders();
  const ownTeams = useTeamsOf(user.id);
  const [message, setMessage] = useState('');
  const [description, setDescription] = useState('');
  const [priority, setPriority] = useState<Priority>('P3');
  const [tags, setTags] = useState('');
  const [chosen, setChosen] = useState<string | null>();
  const proposedId = responderId ?? ownTeams?.[0]?.id;
  const chosenId = chosen === undefined ? (proposedId ?? null) : chosen;
  const responder = responders.find(({ id }) => id === chosenId);
  const [requestId] = useState(() => crypto.randomUUID());

  const create = useMutation({
    mutationFn: (body: object) => call('POST /v2/alerts', { body, requestId }),
    onSuccess: () => {
      showToast({ kind: 'done', text: TEXTS.done });
      for (const delay of [300, 1_000, 2_500]) setTimeout(readAlertsAgain, delay);
      onClose();
    },
  });
  // The own team is known before the list of all responders.
  const type = responder?.type ?? (chosenId === ownTeams?.[0]?.id ? 'team' : undefined);
  const to = chosenId === null || type === undefined ? [] : [{ type, id: chosenId }];
  const submit = () =>
    create.mutate({
      message: message.trim(),
      description,
      priority,
      responders: to,
      tags: tags.split(',').flatMap((tag) => tag.trim() || []),
    });
  const fields = create.error instanceof ApiError ? create.error.fields : {};
  const problem = create.error && Object.keys(fields).length === 0 ? toErrorText(create.error) : undefined;
  return (
    <FormDialog
      title={TEXTS.title}
      button={TEXTS.create}
      cancel={TEXTS.cancel}
      isPending={create.isPending}
      error={problem}
      extraAction={
        local &&
        responderId === undefined && (
          <Button
            onPress={() => create.mutate({ ...TEXTS.example, responders: to })}
            isPending={create.isPending}
          >
            {TEXTS.demo}
          </Button>
        )
      }
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        label={TEXTS.message}
        isRequired
        autoFocus
        maxLength={130}
        value={message}
        onChange={setMessage}
        error={fields.message && `${TEXTS.message} ${fields.message}.`}
      />
      <Choices
        label={TEXTS.priority}
        choices={PRIORITY_CHOICES}
        value={priority}
        onChange={(value) => setPriority(value as Priority)}
      />
      <Combobox
        label={TEXTS.responder}
        defaultItems={responders}
        selectedKey={chosenId}
        onType={() => setChosen(chosenId)}
        onSelectionChange={(key) => setChosen(key === null ? null : String(key))}
      >
        {({ id, name, type }) => (
          <ComboboxItem id={id} textValue={name}>
            <span>
              {name} <span className="faint">{TEXTS.kinds[type]}</span>
            </span>
          </ComboboxItem>
        )}
      </Combobox>
      {chosenId === null && <p className="muted">{TEXTS.noResponder}</p>}
      <TextField label={TEXTS.description} rows={3} value={description} onChange={setDescription} />
      <TextField label={TEXTS.tags} description={TEXTS.tagsWhy} value={tags} onChange={setTags} />
    </FormDialog>
  );
}
