import type { AlertAction } from '../../alert-actions/action.ts';
import { performAction, type Target } from '../../alert-actions/perform.ts';
import { call } from '../../client/call.ts';
import { ApiError, toErrorText } from '../../client/errors.ts';
import { queryClient } from '../../client/query-client.ts';
import { showToast } from '../../components/toast.tsx';
import { formatWhen } from '../../format/time.ts';
import type { AlertCommand, Named, Person } from './grammar.ts';
import { TEXTS } from './texts.ts';

/** Does the command on the alerts. */
export const runOnAlerts = (command: AlertCommand, targets: readonly Target[]): Promise<void> =>
  performAction(toAction(command), targets);

function toAction(command: AlertCommand): AlertAction {
  switch (command.type) {
    case 'acknowledge':
    case 'unacknowledge':
    case 'close':
      return { type: command.type };
    case 'note':
      return { type: 'note', note: command.note };
    case 'tag':
      return { type: 'tag', tags: command.tags };
    case 'assign':
      return { type: 'assign', owner: command.to.username };
    case 'snooze':
      return { type: 'snooze', until: Date.now() + command.lengthMs };
  }
}

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
    showToast({ kind: 'done', text: TEXTS.takenOver(person.fullName, schedule.name, until) });
    await queryClient.invalidateQueries({ queryKey: ['own-shifts'] });
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
