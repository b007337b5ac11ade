import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { readAlertsAgain } from '../../alert-actions/perform.ts';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { ApiError, toErrorText } from '../../client/errors.ts';
import { Button } from '../../components/button.tsx';
import { Combobox, ComboboxItem } from '../../components/combobox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { PRIORITIES, type Priority, PriorityMark } from '../../components/priority-mark.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { useTeams, useTeamsOf } from '../../data/people.ts';
import styles from './create-alert.module.css';
import { CREATE_TEXTS as TEXTS } from './texts.ts';

/** Creates an alert by hand, or on localhost an example that starts an escalation. */
export default function CreateAlert({ onClose }: { readonly onClose: () => void }) {
  const { user, local } = useSession();
  const teams = useTeams() ?? [];
  const ownTeams = useTeamsOf(user.id);
  const [message, setMessage] = useState('');
  const [description, setDescription] = useState('');
  const [priority, setPriority] = useState<Priority>('P3');
  const [tags, setTags] = useState('');
  const [chosenTeam, setChosenTeam] = useState<string | null>();
  const teamId = chosenTeam === undefined ? (ownTeams?.[0]?.id ?? null) : chosenTeam;
  const [requestId] = useState(() => crypto.randomUUID());

  const create = useMutation({
    mutationFn: (body: object) => call('POST /v2/alerts', { body, requestId }),
    onSuccess: () => {
      showToast({ kind: 'done', text: TEXTS.done });
      for (const delay of [300, 1_000, 2_500]) setTimeout(readAlertsAgain, delay);
      onClose();
    },
  });
  const responders = teamId === null ? [] : [{ type: 'team', id: teamId }];
  const submit = () =>
    create.mutate({
      message: message.trim(),
      description,
      priority,
      responders,
      tags: tags.split(',').flatMap((tag) => tag.trim() || []),
    });
  const fields = create.error instanceof ApiError ? create.error.fields : {};
  const problem = create.error && Object.keys(fields).length === 0 ? toErrorText(create.error) : undefined;
  return (
    <Dialog
      title={TEXTS.title}
      isOpen
      wide
      onClose={onClose}
      actions={
        <>
          {local && (
            <span className={styles.demo}>
              <Button
                onPress={() => create.mutate({ ...TEXTS.example, responders })}
                isPending={create.isPending}
              >
                {TEXTS.demo}
              </Button>
            </span>
          )}
          <Button onPress={onClose}>{TEXTS.cancel}</Button>
          <Button type="submit" form="create-alert" kind="primary" isPending={create.isPending}>
            {TEXTS.create}
          </Button>
        </>
      }
    >
      <form
        id="create-alert"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
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
        <RadioGroup
          className={styles.group ?? ''}
          value={priority}
          onChange={(value) => setPriority(value as Priority)}
          orientation="horizontal"
        >
          <Label className={styles.label ?? ''}>{TEXTS.priority}</Label>
          <div className={styles.priorities}>
            {PRIORITIES.map((value) => (
              <Radio key={value} value={value} className={styles.priority ?? ''}>
                <PriorityMark priority={value} />
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <Combobox
          label={TEXTS.team}
          defaultItems={teams}
          selectedKey={teamId}
          onSelectionChange={(key) => setChosenTeam(key === null ? null : String(key))}
        >
          {(team) => (
            <ComboboxItem id={team.id} textValue={team.name}>
              {team.name}
            </ComboboxItem>
          )}
        </Combobox>
        {teamId === null && <p className="muted">{TEXTS.noTeam}</p>}
        <TextField label={TEXTS.description} rows={3} value={description} onChange={setDescription} />
        <TextField label={TEXTS.tags} description={TEXTS.tagsWhy} value={tags} onChange={setTags} />
      </form>
      {problem && <p role="alert">{problem}</p>}
    </Dialog>
  );
}
