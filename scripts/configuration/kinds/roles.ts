import { path } from '../api.ts';
import { type Document, toText, without } from '../document.ts';
import type { Kind, Step } from '../kind.ts';

/** The custom roles of users. */
export const roles: Kind = {
  name: 'roles',
  getName: ({ name }) => toText(name),
  async read({ api }) {
    const all = await api.get<readonly (Document & { id: string })[]>('/v2/roles');
    return all.map((role) => ({ id: role.id, document: without(role, 'id') }));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v2/roles/${id}`);
  },
  async rename({ api }, { id, document }, name) {
    await api.send('PUT', path`/v2/roles/${id}`, { ...document, name });
  },
};

export const writeRole: Step = {
  kind: 'roles',
  async write({ api, ids }, wanted) {
    const name = toText(wanted.name);
    const id = ids.find('roles', name);
    if (id) await api.send('PUT', path`/v2/roles/${id}`, wanted);
    else ids.set('roles', name, (await api.send('POST', '/v2/roles', wanted)).id);
  },
};
