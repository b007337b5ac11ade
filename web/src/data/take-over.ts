import { call } from '../client/call.ts';
import { ApiError, toErrorText } from '../client/errors.ts';
import { queryClient } from '../client/query-client.ts';
import { showToast } from '../components/toast.tsx';
import { formatWhen } from '../format/time.ts';
import type { Named } from './people.ts';

interface Person {
  readonly id: string;
  readonly username: string;
  readonly fullName: string;
}

const takenOver = (person: string, schedule: string, until: string) =>
  `${person} is on call in ${schedule} until ${until}`;

/** Puts the person on call from now on, in place of whoever is, and says what was done. */
export async function takeOver(
  person: Person,
  schedule: Named,
  lengthMs: number,
  timeZone: string,
): Promise<void> {
  const start = Date.now();
  const end = start + lengthMs;
  const body = {
    user: { type: 'user', username: person.username },
    startDate: new Date(start).toISOString(),
    endDate: new Date(end).toISOString(),
  };
  try {
    await createOverride(schedule, person, body);
    const until = formatWhen(end, start, timeZone);
    showToast({ kind: 'done', text: takenOver(person.fullName, schedule.name, until) });
    await Promise.all(
      [['own-shifts'], ['on-call']].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    );
  } catch (error) {
    showToast({ kind: 'problem', text: toErrorText(error) });
  }
}

/** Overrides the whole schedule, or the rotations of the person if they may change no others. */
async function createOverride(schedule: Named, person: Person, body: object): Promise<void> {
  const params = { identifier: schedule.id };
  try {
    await call('POST /v2/schedules/{identifier}/overrides', { params, body });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) throw error;
    const { data } = await call('GET /v2/schedules/{identifier}', { params });
    const own = (data.rotations ?? []).filter(({ participants }) =>
      participants.some(({ id }) => id === person.id),
    );
    if (own.length === 0) throw error;
    const rotations = own.map(({ id }) => ({ id }));
    await call('POST /v2/schedules/{identifier}/overrides', { params, body: { ...body, rotations } });
  }
}
