import { path } from '../api.ts';
import { type Document, toText, without, withoutIds } from '../document.ts';
import { type Kind, requireMembersKept, type Step } from '../kind.ts';

export const escalations: Kind = {
  name: 'escalations',
  getName: ({ name }) => toText(name),
  async read({ api }) {
    const all = await api.get<readonly (Document & { id: string })[]>('/v2/escalations');
    return all.map((each) => ({ id: each.id, document: withoutIds(without(each, 'id')) as Document }));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v2/escalations/${id}`);
  },
  async rename({ api }, { id }, name) {
    await api.send('PATCH', path`/v2/escalations/${id}`, { name });
  },
};

/** The values of members that a file leaves out. The empty repeat removes it. */
const DEFAULTS = { description: '', repeat: {} };

export const writeEscalation: Step = {
  kind: 'escalations',
  async write({ api, ids }, wanted, found) {
    requireMembersKept(wanted, found, ['ownerTeam']);
    const name = toText(wanted.name);
    const id = ids.find('escalations', name);
    if (id) await api.send('PATCH', path`/v2/escalations/${id}`, { ...DEFAULTS, ...wanted });
    else ids.set('escalations', name, (await api.send('POST', '/v2/escalations', wanted)).id);
  },
};
