import { useState } from 'react';
import { useMay, useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import { FormDialog } from '../../../components/form-dialog.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { formatExact, formatWhen } from '../../../format/time.ts';
import { useNow } from '../../../format/use-now.ts';
import type { User } from '../profile-types.ts';
import { formatTimes } from '../rules/rule-words.ts';
import { Block, Section } from '../section.tsx';
import { TEXTS as SHARED, QUIET_TEXTS as TEXTS } from '../texts.ts';
import { toProblemText, useChange } from '../use-profile.ts';
import styles from './quiet.module.css';
import { useUntil } from './until-field.tsx';

type QuietHours = NonNullable<User['quietHours']>;

const MUTE_HOURS = [1, 2, 4, 8];

const usePatch = (options: Parameters<typeof useChange<object>>[1]) => {
  const { user } = useSession();
  return useChange(
    (body: object) => call('PATCH /v2/users/{identifier}', { params: { identifier: user.id }, body }),
    options,
  );
};

/** When the person is not notified: muted until a time, and at some hours each day. */
export function QuietSection({ settings }: { readonly settings: User }) {
  const { user } = useSession();
  const mayEdit = useMay()('profile-edit');
  const now = useNow(15_000);
  const [dialog, setDialog] = useState<'mute' | 'quiet-hours'>();
  const close = () => setDialog(undefined);
  const end = usePatch({ done: () => TEXTS.unmuted });
  const mutedUntil = settings.mutedUntil === undefined ? now : Date.parse(settings.mutedUntil);
  const isMuted = mutedUntil > now;
  const { quietHours } = settings;
  return (
    <Section title={TEXTS.title}>
      <Block title={TEXTS.mute}>
        <p
          className={isMuted ? styles.active : 'muted'}
          title={isMuted ? formatExact(mutedUntil, user.timeZone) : ''}
        >
          {isMuted ? `${TEXTS.mutedUntil(formatWhen(mutedUntil, now, user.timeZone))}.` : TEXTS.notMuted}
        </p>
        {mayEdit && isMuted && (
          <Button
            isPending={end.isPending}
            onPress={() => end.mutate({ mutedUntil: new Date(0).toISOString() })}
          >
            {TEXTS.endMute}
          </Button>
        )}
        {mayEdit && !isMuted && <Button onPress={() => setDialog('mute')}>{TEXTS.muteAction}</Button>}
      </Block>
      <Block title={TEXTS.quietHours}>
        <p className={quietHours?.enabled ? styles.active : 'muted'}>
          {quietHours?.enabled ? `${TEXTS.quietHoursOf(formatTimes(quietHours))}.` : TEXTS.noQuietHours}
        </p>
        {mayEdit && <Button onPress={() => setDialog('quiet-hours')}>{TEXTS.quietHoursChange}</Button>}
      </Block>
      {dialog === 'mute' && <MuteDialog onClose={close} />}
      {dialog === 'quiet-hours' && <QuietHoursDialog quietHours={quietHours} onClose={close} />}
    </Section>
  );
}

function MuteDialog({ onClose }: { readonly onClose: () => void }) {
  const { user } = useSession();
  const until = useUntil(MUTE_HOURS, '1h');
  const [end, setEnd] = useState(0);
  const mute = usePatch({
    done: () => TEXTS.muted(formatWhen(end, Date.now(), user.timeZone)),
    onDone: onClose,
  });
  const submit = () => {
    const at = until.read();
    if (at === undefined) return;
    setEnd(at);
    mute.mutate({ mutedUntil: new Date(at).toISOString() });
  };
  return (
    <FormDialog
      title={TEXTS.muteTitle}
      why={TEXTS.muteWhy}
      button={TEXTS.muteSave}
      isPending={mute.isPending}
      error={mute.error ? toProblemText(mute.error) : undefined}
      onClose={onClose}
      onSubmit={submit}
    >
      {until.field}
    </FormDialog>
  );
}

const DEFAULT_HOURS = { startHour: 22, startMin: 0, endHour: 7, endMin: 0 } as const;

const two = (value: number): string => String(value).padStart(2, '0');

function QuietHoursDialog({
  quietHours,
  onClose,
}: {
  readonly quietHours: QuietHours | undefined;
  readonly onClose: () => void;
}) {
  const { user } = useSession();
  const { startHour, startMin, endHour, endMin } = quietHours ?? DEFAULT_HOURS;
  const [from, setFrom] = useState(`${two(startHour)}:${two(startMin)}`);
  const [to, setTo] = useState(`${two(endHour)}:${two(endMin)}`);
  const save = usePatch({ done: () => TEXTS.quietHoursSaved, onDone: onClose });
  const turnOff = usePatch({ done: () => TEXTS.quietHoursEnded, onDone: onClose });
  const isSame = from === to;
  const isComplete = from !== '' && to !== '';
  return (
    <FormDialog
      title={TEXTS.quietHoursTitle}
      why={TEXTS.quietHoursWhy(user.timeZone)}
      button={SHARED.save}
      isPending={save.isPending}
      isDisabled={isSame || !isComplete}
      error={save.error ? toProblemText(save.error) : undefined}
      extraAction={
        quietHours?.enabled && (
          <Button
            kind="quiet"
            isPending={turnOff.isPending}
            onPress={() => turnOff.mutate({ quietHours: { ...quietHours, enabled: false } })}
          >
            {TEXTS.turnOff}
          </Button>
        )
      }
      onClose={onClose}
      onSubmit={() => save.mutate({ quietHours: { enabled: true, ...toTimes(from, to) } })}
    >
      <div className={styles.times}>
        <TextField label={TEXTS.from} type="time" value={from} onChange={setFrom} />
        <TextField
          label={TEXTS.to}
          type="time"
          value={to}
          onChange={setTo}
          error={isSame ? TEXTS.sameTimes : undefined}
        />
      </div>
    </FormDialog>
  );
}

function toTimes(from: string, to: string) {
  const [startHour = 0, startMin = 0] = from.split(':').map(Number);
  const [endHour = 0, endMin = 0] = to.split(':').map(Number);
  return { startHour, startMin, endHour, endMin };
}
