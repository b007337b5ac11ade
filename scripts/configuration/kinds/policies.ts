import { path } from '../api.ts';
import {
  type Document,
  inOrder,
  isSame,
  toCriteria,
  toList,
  toText,
  withoutIds,
  withoutUndefined,
} from '../document.ts';
import type { AccountAccess, ImportWork, Kind, Step } from '../kind.ts';
import { pairByName } from '../pair.ts';
import { createPlaces } from '../places.ts';
import { ImportProblem, IS_NOT_KNOWN, requireList, within } from '../problem.ts';
import { type Names, readNames, toNamedResponders } from './names.ts';

/** The two lists of a scope. */
const TYPES = ['alert', 'notification'] as const;
type PolicyType = (typeof TYPES)[number];

interface PolicyView extends Document {
  readonly id: string;
  readonly name: string;
}

/** The query by which the API knows the list of the team; of the account without one. */
const scopeQuery = (teamId: string | undefined): string =>
  teamId === undefined ? '' : path`?teamId=${teamId}`;

/** The policies of a team, or of the account, in order. */
export async function readPolicies(
  { api }: AccountAccess,
  type: PolicyType,
  teamId: string | undefined,
): Promise<readonly PolicyView[]> {
  const query = scopeQuery(teamId);
  const metas = await api.get<readonly { id: string }[]>(`/v2/policies/${type}${query}`);
  return Promise.all(metas.map(({ id }) => api.get<PolicyView>(path`/v2/policies/${id}` + query)));
}

function toPolicyDocument(policy: PolicyView, names: Names): Document {
  const {
    id: _,
    type: _type,
    order: _order,
    teamId: _team,
    skippedPatterns: _skipped,
    // The API shows these two also under another name.
    alertDescription: _description,
    deduplicationAction,
    filter,
    responders,
    ...rest
  } = policy;
  const { deduplicationType: _other, ...deduplication } = (deduplicationAction ?? {}) as Document;
  const document = {
    ...rest,
    filter: toCriteria(filter),
    responders: responders && toNamedResponders(toList(responders), names),
    deduplicationAction: deduplicationAction && deduplication,
  };
  return withoutUndefined(withoutIds(document) as Document);
}

/** The alert policies and notification policies of the account or of a team: one file each, as their order matters. */
export const policies: Kind = {
  name: 'policies',
  ownMembers: ['team', ...TYPES],
  getName: ({ team }) => toText(team) || 'account',
  async read(account) {
    const teams = await account.api.get<readonly { id: string; name: string }[]>('/v2/teams');
    const names = await readNames(account);
    const scopes = [undefined, ...teams];
    const found = await Promise.all(
      scopes.map(async (team) => {
        const [alert = [], notification = []] = await Promise.all(
          TYPES.map((type) => readPolicies(account, type, team?.id)),
        );
        const document = {
          ...(team && { team: team.name }),
          alert: alert.map((policy) => toPolicyDocument(policy, names)),
          notification: notification.map((policy) => toPolicyDocument(policy, names)),
        };
        return { id: team?.id ?? '', document };
      }),
    );
    return found.filter(({ document }) => document.alert.length + document.notification.length > 0);
  },
  async remove(work, { document: { team } }) {
    for (const type of TYPES) await writePolicies(work, type, toText(team), []);
  },
};

export const writePoliciesOfScope: Step = {
  kind: 'policies',
  async write(work, { team, ...lists }) {
    for (const [name, list] of Object.entries(lists)) {
      const type = TYPES.find((each) => each === name);
      if (!type) throw new ImportProblem('', { [name]: IS_NOT_KNOWN });
      requireList(list, name);
    }
    for (const type of TYPES) await writePolicies(work, type, toText(team), requireList(lists[type], type));
  },
};

/** Makes the policies of the team, or of the account without a name, those of the file, in its order. */
async function writePolicies(
  work: ImportWork,
  type: PolicyType,
  team: string,
  wanted: readonly Document[],
): Promise<void> {
  const { api, ids } = work;
  const teamId = team === '' ? undefined : ids.require('teams', team, 'team');
  const query = scopeQuery(teamId);
  const names = await readNames(work);
  const present = await readPolicies(work, type, teamId);
  const { pairs, left } = pairByName<Document, PolicyView>(wanted, present, ({ name }) => toText(name));
  const places = createPlaces(present.map(({ id }) => id));
  for (const [targetIndex, [policy, before]] of pairs.entries()) {
    await within(`${type}[${targetIndex}]`, async () => {
      const body = { ...policy, type };
      const one = before && path`/v2/policies/${before.id}`;
      if (one && !isSame(inOrder(toPolicyDocument(before, names)), inOrder(policy))) {
        await api.send('PUT', one + query, body);
      }
      const id = before?.id ?? (await api.send('POST', `/v2/policies${query}`, body)).id;
      if (!before) places.put(id, Number.MAX_SAFE_INTEGER);
      if (places.isAt(id, targetIndex)) return;
      await api.send('POST', path`/v2/policies/${id}/change-order` + query, { targetIndex });
      places.put(id, targetIndex);
    });
  }
  for (const { id } of left) await api.send('DELETE', path`/v2/policies/${id}` + query);
}
