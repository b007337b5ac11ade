import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Choices } from '../../components/choices.tsx';
import { Combobox, ComboboxItem } from '../../components/combobox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { Named } from '../../data/people.ts';
import { takeOver } from '../../data/take-over.ts';
import { formatWhen } from '../../format/time.ts';
import styles from './take-over-dialog.module.css';
import { TEXTS } from './texts.ts';

const HOUR = 3_600_000;
const LENGTHS = [1, 2, 4, 8];
const UNTIL_NEXT = 'until-next';

/** The schedule or rotation to take over. */
export interface TakeOverOf {
  readonly schedule?: Named | undefined;
  /** Nobody is on call until then (ISO 8601). */
  readonly gapUntil?: string;
}

/** Puts the person on call in a schedule for some hours: two hours unless they choose. */
export function TakeOverDialog({
  of: { schedule, gapUntil },
  schedules,
  now,
  onClose,
}: {
  readonly of: TakeOverOf;
  readonly schedules: readonly Named[];
  readonly now: number;
  readonly onClose: () => void;
}) {
  const { user } = useSession();
  const [scheduleId, setScheduleId] = useState(schedule?.id ?? null);
  const [length, setLength] = useState(gapUntil === undefined ? '2' : UNTIL_NEXT);
  const chosen = schedules.find(({ id }) => id === scheduleId);
  const submit = useMutation({
    mutationFn: async () => {
      if (!chosen) return;
      const lengthMs =
        length === UNTIL_NEXT && gapUntil ? Date.parse(gapUntil) - Date.now() : Number(length) * HOUR;
      await takeOver(user, chosen, lengthMs, user.timeZone);
    },
    onSettled: onClose,
  });
  const isGap = gapUntil !== undefined && schedule !== undefined;
  return (
    <Dialog
      title={isGap ? TEXTS.fillTitle(schedule.name) : TEXTS.takeOverTitle}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{TEXTS.cancel}</Button>
          <Button
            kind="primary"
            autoFocus
            isDisabled={!chosen}
            isPending={submit.isPending}
            onPress={() => submit.mutate()}
          >
            {TEXTS.takeOver}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p className="muted">{isGap ? TEXTS.fillWhy : TEXTS.takeOverWhy}</p>
        {!isGap && (
          <Combobox
            label={TEXTS.schedule}
            defaultItems={schedules}
            selectedKey={scheduleId}
            onSelectionChange={(key) => setScheduleId(key === null ? null : String(key))}
          >
            {({ id, name }) => (
              <ComboboxItem id={id} textValue={name}>
                {name}
              </ComboboxItem>
            )}
          </Combobox>
        )}
        <Choices
          label={TEXTS.howLong}
          choices={[
            ...(gapUntil === undefined
              ? []
              : [
                  {
                    id: UNTIL_NEXT,
                    label: TEXTS.untilNext(formatWhen(Date.parse(gapUntil), now, user.timeZone)),
                  },
                ]),
            ...LENGTHS.map((hours) => ({ id: String(hours), label: TEXTS.hours(hours) })),
          ]}
          value={length}
          onChange={setLength}
        />
      </div>
    </Dialog>
  );
}
