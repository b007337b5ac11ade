import { path } from '../api.ts';
import {
  type Document,
  inOrder,
  isSame,
  toList,
  toText,
  without,
  withoutIds,
  withoutUndefined,
} from '../document.ts';
import {
  type AccountAccess,
  type Found,
  type ImportWork,
  isChangedBesides,
  type Kind,
  requireMembersKept,
  type Step,
} from '../kind.ts';
import { pairByName } from '../pair.ts';
import { ImportProblem, requireList, within } from '../problem.ts';

interface ScheduleView extends Document {
  readonly id: string;
  readonly ownerTeam?: { readonly name?: string };
}

/** The overrides that are not over. */
async function readOverrides({ api, now }: AccountAccess, scheduleId: string): Promise<readonly Document[]> {
  const all = await api.get<readonly Document[]>(path`/v2/schedules/${scheduleId}/overrides`);
  const isCurrent = ({ endDate }: Document) => Date.parse(toText(endDate)) > now;
  const order = ({ startDate, alias }: Document) => `${startDate} ${alias}`;
  return all
    .filter(isCurrent)
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
    .map(({ _parent, ...override }) => withoutIds(override) as Document);
}

async function readSchedule(account: AccountAccess, schedule: ScheduleView): Promise<Found> {
  const { id, ownerTeam, rotations, ...rest } = schedule;
  const overrides = await readOverrides(account, id);
  const document = {
    ...rest,
    ownerTeam: ownerTeam?.name === undefined ? undefined : ownerTeam,
    rotations,
    overrides: overrides.length > 0 ? overrides : undefined,
  };
  return { id, document: withoutUndefined(withoutIds(document) as Document) };
}

/** Schedules, with their rotations, and the overrides that are not over. */
export const schedules: Kind = {
  name: 'schedules',
  ownMembers: ['overrides'],
  getName: ({ name }) => toText(name),
  async read(account) {
    const all = await account.api.get<readonly ScheduleView[]>('/v2/schedules?expand=rotation');
    return Promise.all(all.map((schedule) => readSchedule(account, schedule)));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v2/schedules/${id}`);
  },
  async detach(work, { id }) {
    await work.api.send('PATCH', path`/v2/schedules/${id}`, { rotations: [] });
    await writeOverrides(work, id, []);
  },
  async rename({ api }, { id }, name) {
    await api.send('PATCH', path`/v2/schedules/${id}`, { name });
  },
};

/** Whether an escalation takes part in the rotation that the account does not have yet. */
const awaitsEscalation = ({ ids }: ImportWork, rotation: Document): boolean =>
  toList(rotation.participants).some(
    ({ type, name }) => type === 'escalation' && ids.find('escalations', toText(name)) === undefined,
  );

/**
 * Creates the schedules that the account lacks, before the escalations, which refer to them. Rotations with an escalation
 * that does not exist yet follow in {@link writeSchedule}.
 */
export const createSchedule: Step = {
  kind: 'schedules',
  async write(work, wanted) {
    const name = toText(wanted.name);
    if (work.ids.find('schedules', name)) return;
    const rotations = requireList(wanted.rotations, 'rotations').filter(
      (rotation) => !awaitsEscalation(work, rotation),
    );
    const { id } = await work.api.send('POST', '/v2/schedules', {
      ...without(wanted, 'overrides'),
      rotations,
    });
    work.ids.set('schedules', name, id);
  },
};

/** The values of members that a file leaves out. */
const DEFAULTS = { description: '', enabled: true, rotations: [] };

export const writeSchedule: Step = {
  kind: 'schedules',
  async write(work, wanted, found) {
    requireMembersKept(wanted, found, ['ownerTeam']);
    const id = work.ids.require('schedules', toText(wanted.name), 'name');
    const { overrides, ...schedule } = wanted;
    requireList(schedule.rotations, 'rotations');
    if (isChangedBesides(wanted, found, 'overrides')) {
      await work.api.send('PATCH', path`/v2/schedules/${id}`, { ...DEFAULTS, ...schedule });
    }
    await writeOverrides(work, id, requireList(overrides, 'overrides'));
  },
};

/** Makes the overrides of the schedule those of the file. Overrides that are over stay as they are. */
async function writeOverrides(
  work: ImportWork,
  scheduleId: string,
  wanted: readonly Document[],
): Promise<void> {
  const { api, now, note } = work;
  const all = path`/v2/schedules/${scheduleId}/overrides`;
  const present = await readOverrides(work, scheduleId);
  const { pairs, left } = pairByName(wanted, present, ({ alias }) => toText(alias));
  for (const [i, [override, before]] of pairs.entries()) {
    if (Date.parse(toText(override.endDate)) <= now) {
      note(`overrides[${i}]: the override is over and is left out.`);
      continue;
    }
    if (before && isSame(inOrder(before), inOrder(override))) continue;
    await within(`overrides[${i}]`, async () => {
      const { alias, ...body } = override;
      if (alias === undefined) throw new ImportProblem('', { alias: 'is required' });
      if (before) await api.send('PUT', all + path`/${toText(alias)}`, body);
      else await api.send('POST', all, override);
    });
  }
  for (const { alias } of left) await api.send('DELETE', all + path`/${toText(alias)}`);
}
