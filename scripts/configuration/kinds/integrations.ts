import { path } from '../api.ts';
import {
  type Document,
  isSame,
  toCriteria,
  toList,
  toText,
  without,
  withoutIds,
  withoutUndefined,
} from '../document.ts';
import { type AccountAccess, type Found, isChangedBesides, type Kind, type Step } from '../kind.ts';
import { within } from '../problem.ts';
import { NOT_EXPORTED } from './contacts.ts';

/** Members of the view that follow from others, or that are no configuration. */
const DERIVED = [
  'id',
  'teamId',
  'isGlobal',
  'isAdvanced',
  'emailAddress',
  'eventsNotUnderstood',
  'skippedPatterns',
  '_readOnly',
];

/** The integration's own actions by kind; undefined if it has none. */
function toActions({ _parent, ...lists }: Document): Document | undefined {
  const own = Object.entries(lists).filter(([, actions]) => toList(actions).length > 0);
  if (own.length === 0) return undefined;
  return Object.fromEntries(own.map(([kind, actions]) => [kind, toList(actions).map(toAction)]));
}

const toAction = ({ type: _, filter, ...action }: Document): Document =>
  withoutUndefined({ ...action, filter: toCriteria(filter) });

async function readIntegration({ api }: AccountAccess, id: string): Promise<Found> {
  const [view, actions] = await Promise.all([
    api.get<Document>(path`/v2/integrations/${id}`),
    api.get<Document>(path`/v2/integrations/${id}/actions`),
  ]);
  const { ownerTeam, alertFilter, ...rest } = without(view, ...DERIVED);
  const document = {
    ...rest,
    ownerTeam: (ownerTeam as Document | undefined)?.name === undefined ? undefined : ownerTeam,
    alertFilter: toCriteria(alertFilter),
    actions: toActions(actions),
  };
  return { id, document: withoutUndefined(withoutIds(document) as Document) };
}

const toHeaders = (headers: unknown): readonly [string, unknown][] =>
  Object.entries((headers ?? {}) as Document);

/** Integrations, with their actions and without their keys. */
export const integrations: Kind = {
  name: 'integrations',
  ownMembers: ['actions'],
  getName: ({ name }) => toText(name),
  async read(account) {
    const all = await account.directory.integrations.list(account.accountId);
    return Promise.all(all.map(({ id }) => readIntegration(account, id)));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v2/integrations/${id}`);
  },
  async rename({ api }, { id, document }, name) {
    await api.send('PUT', path`/v2/integrations/${id}`, { ...without(document, 'actions'), name });
  },
  hideSecrets: ({ headers, ...document }) => ({
    ...document,
    ...(headers !== undefined && {
      headers: Object.fromEntries(toHeaders(headers).map(([name]) => [name, NOT_EXPORTED])),
    }),
  }),
  withSecrets({ headers, ...document }, found, note) {
    if (headers === undefined) return document;
    const known = new Map(toHeaders(found?.document.headers));
    const isMissing = ([name, value]: readonly [string, unknown]) =>
      value === NOT_EXPORTED && !known.has(name);
    const missing = toHeaders(headers).filter(isMissing);
    if (missing.length > 0) {
      const names = missing.map(([name]) => name).join(', ');
      note(`headers: files do not have the values of ${names}. Set them after the import.`);
    }
    const kept = toHeaders(headers).filter((header) => !isMissing(header));
    const filled = kept.map(([name, value]) => [name, value === NOT_EXPORTED ? known.get(name) : value]);
    return { ...document, headers: Object.fromEntries(filled) };
  },
};

/** An integration that is created gets a new key, which is shown once. */
export const writeIntegration: Step = {
  kind: 'integrations',
  async write({ api, ids, showKey }, wanted, found) {
    const name = toText(wanted.name);
    const { actions, ...integration } = wanted;
    let id = ids.find('integrations', name);
    if (id) {
      if (isChangedBesides(wanted, found, 'actions')) {
        await api.send('PUT', path`/v2/integrations/${id}`, { enabled: true, ...integration });
      }
    } else {
      const created = await api.send('POST', '/v2/integrations', integration);
      id = created.id;
      ids.set('integrations', name, id);
      const { apiKey } = created as { readonly apiKey?: string };
      if (apiKey) showKey(name, apiKey);
    }
    const all = path`/v2/integrations/${id}/actions`;
    if (isSame(actions, found?.document.actions)) return;
    await within('actions', () => api.send('PUT', all, (actions ?? {}) as Document));
  },
};
