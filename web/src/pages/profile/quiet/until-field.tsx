import { useState } from 'react';
import { useSession } from '../../../app/session.tsx';
import { Choices } from '../../../components/choices.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { QUIET_TEXTS as TEXTS } from '../texts.ts';
import { formatLocalTime, listUntilChoices, parseLocalTime } from './until.ts';

const OTHER = 'other';
const DAY = 86_400_000;

export interface UntilInput {
  /** Reads the choice as of now; undefined, with a message at the field, if it is no time in the future. */
  readonly read: () => number | undefined;
  readonly field: React.ReactNode;
}

/** Asks until when: some usual times, or any other in the person's zone. */
export function useUntil(hours: readonly number[], first: string): UntilInput {
  const { user } = useSession();
  const [choice, setChoice] = useState(first);
  const [other, setOther] = useState(() => formatLocalTime(Date.now() + DAY, user.timeZone));
  const [problem, setProblem] = useState<string>();
  const choices = listUntilChoices(Date.now(), user.timeZone, hours);
  return {
    read() {
      const now = Date.now();
      const until =
        choice === OTHER
          ? parseLocalTime(other, user.timeZone)
          : listUntilChoices(now, user.timeZone, hours).find(({ id }) => id === choice)?.until;
      const isFuture = until !== undefined && until > now;
      setProblem(isFuture ? undefined : TEXTS.notFuture);
      return isFuture ? until : undefined;
    },
    field: (
      <>
        <Choices
          label={TEXTS.until}
          choices={[...choices, { id: OTHER, label: TEXTS.otherTime }]}
          value={choice}
          onChange={setChoice}
        />
        {choice === OTHER && (
          <TextField
            label={TEXTS.untilTime(user.timeZone)}
            type="datetime-local"
            value={other}
            onChange={setOther}
            error={problem}
          />
        )}
      </>
    ),
  };
}
