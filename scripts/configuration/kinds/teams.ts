import { path } from '../api.ts';
import { type Document, inOrder, isSame, toText, without, withoutIds } from '../document.ts';
import {
  type AccountAccess,
  type Found,
  type ImportWork,
  isChangedBesides,
  type Kind,
  type Step,
} from '../kind.ts';
import { pairByName } from '../pair.ts';
import { requireList, within } from '../problem.ts';
import { readRoutingRules, toRoutingRuleDocument, writeRoutingRules } from './routing-rules.ts';

interface TeamView extends Document {
  readonly id: string;
}

async function readTeam(account: AccountAccess, team: TeamView): Promise<Found> {
  const [roles, rules] = await Promise.all([
    account.api.get<readonly Document[]>(path`/v2/teams/${team.id}/roles`),
    readRoutingRules(account, team.id),
  ]);
  const document = {
    ...without(team, 'id'),
    ...(roles.length > 0 && { roles: roles.map((role) => without(role, 'id')) }),
    routingRules: rules.map(toRoutingRuleDocument),
  };
  return { id: team.id, document: withoutIds(document) as Document };
}

/** Teams, with their members, roles and routing rules. */
export const teams: Kind = {
  name: 'teams',
  ownMembers: ['roles', 'routingRules'],
  getName: ({ name }) => toText(name),
  async read(account) {
    const all = await account.api.get<readonly TeamView[]>('/v2/teams?expand=member');
    return Promise.all(all.map((team) => readTeam(account, team)));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v2/teams/${id}`);
  },
  async detach(work, { id }) {
    await writeRoutingRules(work, id, [{ isDefault: true, notify: { type: 'none' } }]);
  },
  async rename({ api }, { id }, name) {
    await api.send('PATCH', path`/v2/teams/${id}`, { name });
  },
};

/** The schedules and escalations that the API has made for a team. */
async function recordDefaults({ api, ids, defaults }: ImportWork): Promise<void> {
  for (const kind of ['schedules', 'escalations'] as const) {
    const all = await api.get<readonly { id: string; name: string }[]>(`/v2/${kind}`);
    for (const { id, name } of all.filter((each) => !ids.has(each.id))) {
      ids.set(kind, name, id);
      defaults.push({ kind, name, id });
    }
  }
}

const BUILT_IN_ROLES = ['admin', 'user'];

export const writeTeam: Step = {
  kind: 'teams',
  async write(work, wanted, found) {
    const { api, ids } = work;
    const { routingRules: _, roles = [], ...given } = wanted;
    const team = { description: '', members: [] as readonly Document[], ...given };
    const { name, members } = team as Document;
    const present = ids.find('teams', toText(name));
    // The custom roles of a new team exist only after the team.
    const plain = requireList(members, 'members').filter(({ role = 'user' }) =>
      BUILT_IN_ROLES.includes(toText(role)),
    );
    const id = present ?? (await api.send('POST', '/v2/teams', { ...team, members: plain })).id;
    if (!present) {
      ids.set('teams', toText(name), id);
      await recordDefaults(work);
    }
    if (present && !isChangedBesides(wanted, found, 'routingRules')) return;
    await writeRoles(work, id, requireList(roles, 'roles'), async () => {
      if (!present && plain.length === requireList(members, 'members').length) return;
      await api.send('PATCH', path`/v2/teams/${id}`, team);
    });
  },
};

/** Writes the roles before the members that have them, and deletes those that no member has any more. */
async function writeRoles(
  { api }: ImportWork,
  teamId: string,
  wanted: readonly Document[],
  writeMembers: () => Promise<void>,
): Promise<void> {
  const all = path`/v2/teams/${teamId}/roles`;
  const present = await api.get<readonly TeamView[]>(all);
  const { pairs, left } = pairByName<Document, TeamView>(wanted, present, ({ name }) => toText(name));
  for (const [i, [role, before]] of pairs.entries()) {
    await within(`roles[${i}]`, async () => {
      if (before && isSame(inOrder(without(before, 'id')), role)) return;
      if (before) await api.send('PATCH', `${all}/${before.id}`, role);
      else await api.send('POST', all, role);
    });
  }
  await writeMembers();
  for (const { id } of left) await api.send('DELETE', `${all}/${id}`);
}

/** After the schedules and escalations, to which alerts are routed. */
export const writeRoutingOfTeam: Step = {
  kind: 'teams',
  async write(work, { name, routingRules }) {
    const id = work.ids.require('teams', toText(name), 'name');
    if (routingRules === undefined) return;
    await writeRoutingRules(work, id, requireList(routingRules, 'routingRules'));
  },
};
