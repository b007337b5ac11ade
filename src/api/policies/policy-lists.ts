import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import { withElementMoved } from '../../domain/kernel/list.ts';
import { GLOBAL_SCOPE, type Policy, type PolicyList } from '../../domain/policies/model.ts';
import type { PolicyListStore, PolicyStores } from '../../domain/policies/store.ts';
import { reaches } from '../../http/resource.ts';

/** A policy with its list and position. */
export interface Found<P extends Policy = Policy> {
  readonly scope: string;
  readonly policy: P;
  /** The position in its list, from 0. */
  readonly order: number;
}

/** A DynamoDB item holds 400 kB; this leaves room for attribute names and the other attributes. */
const LIST_MAX_BYTES = 350_000;

const missing = (id: string) => notFound(`Policy with id [${id}] does not exist.`);

/** The team of a scope; undefined for the account's scope. */
export const teamOf = (scope: string): string | undefined => (scope === GLOBAL_SCOPE ? undefined : scope);

/** The scope of a request: the named team, else the team of the key, else the account. */
export const scopeOf = (caller: Caller, teamId: string | undefined): string =>
  teamId ?? caller.teamId ?? GLOBAL_SCOPE;

/** Throws 422 where the scope is a team that does not exist, or that the key does not reach. */
export async function requireScope(directory: Directory, caller: Caller, scope: string): Promise<void> {
  const team = teamOf(scope);
  if (team === undefined) return;
  if (!reaches(caller, team) || !(await directory.teams.get(caller.accountId, team))) {
    throw invalid({ teamId: `No team exists with [${team}]` });
  }
}

const inList = <P extends Policy>(list: PolicyList<P>, id: string): Found<P> | undefined => {
  const order = list.policies.findIndex((policy) => policy.id === id);
  const policy = list.policies[order];
  return policy && { scope: list.id, policy, order };
};

/**
 * Finds a policy by id, in the scope of the request or, since some clients do not name the team when they update, in any
 * scope that the key can access. Throws not found if there is none.
 */
export async function policyOf(
  { alert, notification }: PolicyStores,
  caller: Caller,
  id: string,
  teamId: string | undefined,
): Promise<Found> {
  const { accountId } = caller;
  const scope = scopeOf(caller, teamId);
  if (!reaches(caller, teamOf(scope))) throw missing(id);
  const lists = await Promise.all([alert.get(accountId, scope), notification.get(accountId, scope)]);
  const found = foundIn(lists, id);
  if (found) return found;
  if (teamId !== undefined || caller.teamId !== undefined) throw missing(id);
  const everywhere = foundIn(
    (await Promise.all([alert.all(accountId), notification.all(accountId)])).flat(),
    id,
  );
  if (!everywhere) throw missing(id);
  return everywhere;
}

const foundIn = (lists: readonly PolicyList<Policy>[], id: string): Found | undefined =>
  lists.flatMap((list) => inList(list, id) ?? [])[0];

/**
 * Changes the list that contains a policy; `change` gets the policy's position. Throws not found if the policy is gone, and
 * an invalid-input error if the list would become too large for an item of the table.
 */
export async function changeAt<P extends Policy>(
  store: PolicyListStore<P>,
  caller: Caller,
  scope: string,
  id: string,
  change: (policies: readonly P[], order: number) => readonly P[],
): Promise<Found<P> | undefined> {
  const list = await store.change(caller.accountId, scope, (policies) => {
    const order = policies.findIndex((policy) => policy.id === id);
    if (order < 0) throw missing(id);
    return bounded(change(policies, order));
  });
  return inList(list, id);
}

/** Appends the policy to its list. Does nothing if it is already there because the request was repeated. */
export async function append<P extends Policy>(
  store: PolicyListStore<P>,
  caller: Caller,
  scope: string,
  policy: P,
): Promise<Found<P>> {
  const list = await store.change(caller.accountId, scope, (policies) =>
    policies.some(({ id }) => id === policy.id) ? policies : bounded([...policies, policy]),
  );
  const found = inList(list, policy.id);
  if (!found) throw missing(policy.id);
  return found;
}

function bounded<P extends Policy>(policies: readonly P[]): readonly P[] {
  if (Buffer.byteLength(JSON.stringify(policies)) <= LIST_MAX_BYTES) return policies;
  throw invalid({ policies: `All policies together must not be larger than ${LIST_MAX_BYTES} bytes` });
}

/** The commands for a policy of either type: delete, enable or disable, and move. */
export function commandsOf({ alert, notification }: PolicyStores) {
  const at = <R>(found: Found, use: <P extends Policy>(store: PolicyListStore<P>) => R): R =>
    found.policy.type === 'alert' ? use(alert) : use(notification);
  return {
    remove: (caller: Caller, found: Found) =>
      at(found, (store) =>
        changeAt(store, caller, found.scope, found.policy.id, (all, order) => all.toSpliced(order, 1)),
      ),
    enable: (caller: Caller, found: Found, enabled: boolean) =>
      at(found, <P extends Policy>(store: PolicyListStore<P>) =>
        changeAt(store, caller, found.scope, found.policy.id, (all, order) =>
          all.map((policy, i): P => (i === order ? { ...policy, enabled } : policy)),
        ),
      ),
    move: (caller: Caller, found: Found, to: number) =>
      at(found, (store) =>
        changeAt(store, caller, found.scope, found.policy.id, (all, order) =>
          withElementMoved(all, order, to),
        ),
      ),
  };
}
