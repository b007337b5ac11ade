import { path } from '../api.ts';
import { type Document, toText, without, withoutIds } from '../document.ts';
import type { Kind, Step } from '../kind.ts';

/** The forwarding rules that are not over. */
export const forwardingRules: Kind = {
  name: 'forwarding-rules',
  getName: ({ alias }) => toText(alias),
  async read({ api, now }) {
    const all = await api.get<readonly (Document & { id: string })[]>('/v2/forwarding-rules');
    return all
      .filter(({ endDate }) => Date.parse(toText(endDate)) > now)
      .map((rule) => ({ id: rule.id, document: withoutIds(without(rule, 'id')) as Document }));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v2/forwarding-rules/${id}`);
  },
};

/** People are told of a new forwarding rule by an alert, but not of one that is imported. */
export const writeForwardingRule: Step = {
  kind: 'forwarding-rules',
  async write({ api, ids, note, now }, wanted) {
    const alias = toText(wanted.alias);
    if (Date.parse(toText(wanted.endDate)) <= now) {
      note('The forwarding rule is over and is left out.');
      return;
    }
    const id = ids.find('forwarding-rules', alias);
    if (id) await api.send('PUT', path`/v2/forwarding-rules/${id}`, without(wanted, 'alias'));
    else ids.set('forwarding-rules', alias, (await api.send('POST', '/v2/forwarding-rules', wanted)).id);
  },
};
