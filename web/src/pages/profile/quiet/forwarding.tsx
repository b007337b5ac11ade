import { useState } from 'react';
import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import { Combobox, ComboboxItem } from '../../../components/combobox.tsx';
import { FormDialog } from '../../../components/form-dialog.tsx';
import { ErrorState, LoadingState } from '../../../components/states.tsx';
import { useNames, useUsers } from '../../../data/people.ts';
import { formatWhen } from '../../../format/time.ts';
import { useNow } from '../../../format/use-now.ts';
import type { Forwarding } from '../profile-types.ts';
import { Section } from '../section.tsx';
import { QUIET_TEXTS as TEXTS } from '../texts.ts';
import { toProblemText, useChange, useForwardings } from '../use-profile.ts';
import styles from './quiet.module.css';
import { useUntil } from './until-field.tsx';

const HOURS = [2, 8, 24];

/** A rule that starts sooner than this has started: the time of the page is rounded. */
const STARTING_MS = 60_000;

/** Who is notified in the person's place, and in whose place the person is. */
export function ForwardingSection() {
  const { user } = useSession();
  const { data, error, refetch } = useForwardings();
  const [isOpen, setOpen] = useState(false);
  const isForwarded = data?.some(({ fromUser }) => fromUser.id === user.id);
  return (
    <Section
      title={TEXTS.forwarding}
      action={data && !isForwarded && <Button onPress={() => setOpen(true)}>{TEXTS.forward}</Button>}
    >
      {data === undefined && (error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingState />)}
      {data && !isForwarded && <p className={`muted ${styles.none}`}>{TEXTS.noForwarding}</p>}
      <ul>
        {data?.map((rule) => (
          <ForwardingRow key={rule.id} rule={rule} />
        ))}
      </ul>
      {isOpen && <ForwardDialog onClose={() => setOpen(false)} />}
    </Section>
  );
}

function ForwardingRow({ rule }: { readonly rule: Forwarding }) {
  const { user } = useSession();
  const now = useNow(15_000);
  const toName = useNames();
  const stop = useChange(
    () => call('DELETE /v2/forwarding-rules/{identifier}', { params: { identifier: rule.id } }),
    { done: () => TEXTS.stopped },
  );
  const isOwn = rule.fromUser.id === user.id;
  const name = toName((isOwn ? rule.toUser : rule.fromUser).username ?? '');
  const from = Date.parse(rule.startDate);
  const until = formatWhen(Date.parse(rule.endDate), now, user.timeZone);
  const words =
    from > now + STARTING_MS
      ? (isOwn ? TEXTS.toOtherLater : TEXTS.toMeLater)(name, formatWhen(from, now, user.timeZone), until)
      : (isOwn ? TEXTS.toOther : TEXTS.toMe)(name, until);
  return (
    <li className={styles.rule}>
      <span className={isOwn ? styles.active : ''}>{words}.</span>
      {isOwn && (
        <Button isPending={stop.isPending} onPress={() => stop.mutate()}>
          {TEXTS.stop}
        </Button>
      )}
    </li>
  );
}

function ForwardDialog({ onClose }: { readonly onClose: () => void }) {
  const { user } = useSession();
  const others = useUsers().filter(({ id, blocked }) => id !== user.id && !blocked);
  const [toUserId, setToUserId] = useState<string | null>(null);
  const [isChecked, setChecked] = useState(false);
  const [requestId] = useState(() => crypto.randomUUID());
  const until = useUntil(HOURS, 'tomorrow');
  const chosen = others.find(({ id }) => id === toUserId);
  const forward = useChange(
    (endDate: number) =>
      call('POST /v2/forwarding-rules', {
        requestId,
        body: {
          fromUser: { id: user.id },
          toUser: { id: toUserId },
          startDate: new Date().toISOString(),
          endDate: new Date(endDate).toISOString(),
        },
      }),
    { done: () => TEXTS.forwarded(chosen?.fullName ?? ''), onDone: onClose },
  );
  const submit = () => {
    setChecked(true);
    const end = until.read();
    if (chosen && end !== undefined) forward.mutate(end);
  };
  return (
    <FormDialog
      title={TEXTS.forwardTitle}
      why={TEXTS.forwardWhy}
      button={TEXTS.forwardSave}
      isPending={forward.isPending}
      error={forward.error ? toProblemText(forward.error) : undefined}
      onClose={onClose}
      onSubmit={submit}
    >
      <Combobox
        label={TEXTS.person}
        defaultItems={others}
        selectedKey={toUserId}
        onSelectionChange={(key) => setToUserId(key === null ? null : String(key))}
        error={isChecked && !chosen ? TEXTS.nobodyChosen : undefined}
      >
        {({ id, fullName }) => (
          <ComboboxItem id={id} textValue={fullName}>
            {fullName}
          </ComboboxItem>
        )}
      </Combobox>
      {until.field}
    </FormDialog>
  );
}
