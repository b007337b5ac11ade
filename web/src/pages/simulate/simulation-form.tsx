import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { ApiError } from '../../client/errors.ts';
import { Button } from '../../components/button.tsx';
import { Choices } from '../../components/choices.tsx';
import { Combobox, ComboboxItem } from '../../components/combobox.tsx';
import { PRIORITIES, PriorityMark } from '../../components/priority-mark.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTeams, useTeamsOf } from '../../data/people.ts';
import { type Form, FormError, SOURCES, type Source } from './form.ts';
import styles from './simulate.module.css';
import { TEXTS } from './texts.ts';

const PRIORITY_CHOICES = PRIORITIES.map((id) => ({ id, label: <PriorityMark priority={id} /> }));
const ACKNOWLEDGED = [
  { id: '', label: TEXTS.never },
  ...[2, 10, 30].map((minutes) => ({ id: String(minutes), label: TEXTS.after(minutes) })),
];

interface Props {
  readonly form: Form;
  readonly onChange: (change: Partial<Form>) => void;
  readonly onSubmit: () => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** What is simulated, and at what instant. */
export function SimulationForm({ form, onChange, onSubmit, isPending, error }: Props) {
  const { user } = useSession();
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Choices
        label={TEXTS.what}
        choices={SOURCES.map((id) => ({ id, label: TEXTS.sources[id] }))}
        value={form.source}
        onChange={(source) => onChange({ source: source as Source })}
      />
      <Subject form={form} onChange={onChange} error={error} />
      <TextField
        label={TEXTS.at}
        type="datetime-local"
        value={form.at}
        onChange={(at) => onChange({ at })}
        description={TEXTS.atWhy(user.timeZone)}
        error={findError(error, 'at') && `${TEXTS.at} ${TEXTS.wrongDate}.`}
      />
      <Choices
        label={TEXTS.acknowledged}
        choices={ACKNOWLEDGED}
        value={form.after}
        onChange={(after) => onChange({ after })}
      />
      <div>
        <Button kind="primary" type="submit" isPending={isPending}>
          {TEXTS.run}
        </Button>
      </div>
    </form>
  );
}

type SubjectProps = Pick<Props, 'form' | 'onChange' | 'error'>;

function Subject(props: SubjectProps) {
  switch (props.form.source) {
    case 'example':
      return <Example {...props} />;
    case 'past':
      return <PastAlert {...props} />;
    case 'payload':
      return <Payload {...props} />;
  }
}

function Example({ form, onChange, error }: SubjectProps) {
  const { user } = useSession();
  const teams = useTeams() ?? [];
  const ownTeam = useTeamsOf(user.id)?.[0]?.id;
  const isTeamChosen = useRef(form.team !== '');
  // Most people may only see alerts of their own teams. What a person has begun to type is left alone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the teams are known
  useEffect(() => {
    if (ownTeam === undefined || isTeamChosen.current) return;
    isTeamChosen.current = true;
    onChange({ team: ownTeam });
  }, [ownTeam]);
  return (
    <>
      <TextField
        label={TEXTS.message}
        isRequired
        placeholder={TEXTS.exampleMessage}
        value={form.message}
        onChange={(message) => onChange({ message })}
        error={findField(error, 'alert.message')}
      />
      <Choices
        label={TEXTS.priority}
        choices={PRIORITY_CHOICES}
        value={form.priority}
        onChange={(priority) => onChange({ priority })}
      />
      <Combobox
        label={TEXTS.team}
        defaultItems={teams}
        selectedKey={form.team || null}
        onInputChange={(text) => {
          if (text !== '') isTeamChosen.current = true;
        }}
        onSelectionChange={(key) => onChange({ team: key === null ? '' : String(key) })}
      >
        {({ id, name }) => (
          <ComboboxItem id={id} textValue={name}>
            {name}
          </ComboboxItem>
        )}
      </Combobox>
      {form.team === '' && <p className="muted">{TEXTS.noTeam}</p>}
      <TextField
        label={TEXTS.tags}
        description={TEXTS.tagsWhy}
        value={form.tags}
        onChange={(tags) => onChange({ tags })}
      />
    </>
  );
}

const PastAlert = ({ form, onChange, error }: SubjectProps) => (
  <TextField
    label={TEXTS.alert}
    isRequired
    description={TEXTS.alertWhy}
    value={form.alert}
    onChange={(alert) => onChange({ alert })}
    error={findError(error, 'alert')}
  />
);

function Payload({ form, onChange, error }: SubjectProps) {
  const { data } = useQuery({
    queryKey: ['integrations'],
    queryFn: async () => (await call('GET /v2/integrations')).data,
    retry: false,
  });
  const integrations = data ?? [];
  if (data?.length === 0) return <p className="muted">{TEXTS.noIntegrations}</p>;
  return (
    <>
      <Combobox
        label={TEXTS.integration}
        defaultItems={integrations}
        isRequired
        selectedKey={form.integration || null}
        onSelectionChange={(key) => onChange({ integration: key === null ? '' : String(key) })}
        error={findField(error, 'integrationId')}
      >
        {({ id, name, type }) => (
          <ComboboxItem id={id} textValue={name}>
            {name} <span className="muted">{type}</span>
          </ComboboxItem>
        )}
      </Combobox>
      <TextField
        label={TEXTS.payload}
        isRequired
        rows={10}
        description={TEXTS.payloadWhy}
        value={form.payload}
        onChange={(payload) => onChange({ payload })}
        error={findField(error, 'payload')}
      />
    </>
  );
}

const findError = (error: Error | null, field: keyof Form): string | undefined =>
  error instanceof FormError && error.field === field ? error.message : undefined;

const findField = (error: Error | null, field: string): string | undefined =>
  error instanceof ApiError ? error.fields[field] : undefined;
