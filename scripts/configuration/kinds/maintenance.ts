import { path } from '../api.ts';
import { type Document, inOrder, isSame, toText, without, withoutUndefined } from '../document.ts';
import type { AccountAccess, Ids, Kind, Step } from '../kind.ts';
import { ImportProblem, requireList } from '../problem.ts';
import { readNames } from './names.ts';
import { readPolicies } from './policies.ts';

interface MaintenanceView extends Document {
  readonly id: string;
  readonly status: string;
  readonly description: string;
  readonly time: { readonly type: string; readonly startDate: string; readonly endDate?: string };
  readonly rules: readonly {
    readonly state: string;
    readonly entity: { readonly type: string; readonly id: string };
  }[];
}

interface NamedPolicy {
  readonly id: string;
  readonly name: string;
  readonly team?: string;
}

/** All policies, by name and team. */
async function listPolicies(account: AccountAccess): Promise<readonly NamedPolicy[]> {
  const teams = await account.api.get<readonly { id: string; name: string }[]>('/v2/teams');
  const lists = await Promise.all(
    [undefined, ...teams].flatMap((team) =>
      (['alert', 'notification'] as const).map(async (type) => {
        const all = await readPolicies(account, type, team?.id);
        return all.map(({ id, name }) => ({ id, name, ...(team && { team: team.name }) }));
      }),
    ),
  );
  return lists.flat();
}

/** Maintenance has no name: the time and the description say which it is. */
const getName = ({ time, description }: Document): string => {
  const { type, startDate = '' } = (time ?? {}) as { readonly type?: string; readonly startDate?: string };
  const start = type === 'schedule' ? new Date(startDate) : undefined;
  const begin =
    start && !Number.isNaN(start.getTime()) ? `${start.toISOString().slice(0, 16)}Z` : toText(type);
  return `${begin} ${toText(description)}`.trim();
};

/** A maintenance that has an end is at these times, however it was planned; starting it again would move them. */
const toTime = ({ type, ...times }: MaintenanceView['time']): Document =>
  times.endDate === undefined ? { type } : { type: 'schedule', ...times };

/** Maintenance that is active or planned. */
export const maintenance: Kind = {
  name: 'maintenance',
  getName,
  async read(account) {
    const { api } = account;
    const [names, policies, all] = await Promise.all([
      readNames(account),
      listPolicies(account),
      api.get<readonly { id: string }[]>('/v1/maintenance?type=non-expired'),
    ]);
    const toEntity = ({ type, id }: { readonly type: string; readonly id: string }): Document => {
      const policy = policies.find((each) => each.id === id);
      const name = type === 'policy' ? policy?.name : names.integrations.get(id);
      return withoutUndefined({ type, name, team: policy?.team });
    };
    return Promise.all(
      all.map(async ({ id }) => {
        const { description, time, rules } = await api.get<MaintenanceView>(path`/v1/maintenance/${id}`);
        const named = rules.map(({ state, entity }) => ({ state, entity: toEntity(entity) }));
        return { id, document: { description, time: toTime(time), rules: named } };
      }),
    );
  },
  async remove({ api }, { id }) {
    const { status } = await api.get<MaintenanceView>(path`/v1/maintenance/${id}`);
    if (status === 'active') await api.send('POST', path`/v1/maintenance/${id}/cancel`);
    else await api.send('DELETE', path`/v1/maintenance/${id}`);
  },
};

function findEntity(entity: Document, i: number, ids: Ids, policies: readonly NamedPolicy[]): Document {
  const { type, name, team } = entity;
  const member = `rules[${i}].entity`;
  if (type === 'integration') {
    return { type, id: ids.require('integrations', toText(name), member) };
  }
  const same = (a: string, b: unknown) => a.toLowerCase() === toText(b).toLowerCase();
  const found = policies.find((policy) => same(policy.name, name) && same(policy.team ?? '', team));
  if (!found) throw new ImportProblem('', { [member]: `There is no policy ${toText(name)}` });
  return { type, id: found.id };
}

const toIsoText = (date: unknown): unknown =>
  Number.isNaN(Date.parse(toText(date))) ? date : new Date(toText(date)).toISOString();

/** The document of a file in the form of an export. */
function inExportedForm({ description = '', time = {}, rules }: Document): Document {
  const { startDate, endDate, ...rest } = time as Document;
  const dates = withoutUndefined({ startDate: toIsoText(startDate), endDate: toIsoText(endDate) });
  return {
    description,
    time: { ...rest, ...dates },
    rules: requireList(rules, 'rules').map((rule) => ({ state: 'disabled', ...rule })),
  };
}

const withoutEnd = ({ time, ...rest }: Document): Document => ({
  ...rest,
  time: without(time as Document, 'endDate'),
});

export const writeMaintenance: Step = {
  kind: 'maintenance',
  async write(work, file, found) {
    const { api, ids, note, now } = work;
    const wanted = inExportedForm(file);
    if (found && isSame(inOrder(wanted), found.document)) return;
    const { recurrence, endDate } = wanted.time as {
      readonly endDate?: string;
      readonly recurrence?: object;
    };
    if (!recurrence && endDate !== undefined && Date.parse(endDate) <= now) {
      note('The maintenance is over and is left out.');
      return;
    }
    const policies = await listPolicies(work);
    const rules = requireList(wanted.rules, 'rules').map(({ entity, ...rule }, i) => ({
      ...rule,
      entity: findEntity((entity ?? {}) as Document, i, ids, policies),
    }));
    const body = { ...file, ...wanted, rules };
    const name = getName(wanted);
    const id = ids.find('maintenance', name);
    const one = path`/v1/maintenance/${id ?? ''}`;
    if (
      id &&
      found &&
      !recurrence &&
      isSame(inOrder(withoutEnd(wanted)), inOrder(withoutEnd(found.document)))
    ) {
      const { status } = await api.get<MaintenanceView>(one);
      // Of one that is active, only the end can change.
      if (status === 'active') {
        await api.send('POST', `${one}/change-end-date`, { endDate });
        return;
      }
    }
    if (id) await api.send('PUT', one, body);
    else ids.set('maintenance', name, (await api.send('POST', '/v1/maintenance', body)).id);
  },
};
