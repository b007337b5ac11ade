import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import { withElementMoved } from '../../domain/kernel/list.ts';
import { GLOBAL_SCOPE, type Policy, type PolicyList } from '../../domain/policies/model.ts';
import type { PolicyListStore, PolicyStores } from '../../domain/policies/store.ts';
import { reaches } from '../../http/resource.ts';

/** A policy with its scope and its position in the list of that scope. */
export interface PolicyInList<P extends Policy = Policy> {
  readonly scope: string;
  readonly policy: P;
  /** The position in its list, from 0. */
  readonly order: number;
}

/** The size limit of a list. A DynamoDB item holds 400 kB; the rest is for attribute names and other attributes. */
const LIST_MAX_BYTES = 350_000;

const policyNotFound = (id: string) => notFound(`Policy with id [${id}] does not exist.`);

/** The team of a scope; undefined for the account's scope. */
export const getScopeTeam = (scope: string): string | undefined =>
  scope === GLOBAL_SCOPE ? undefined : scope;

/** The scope of a request: the named team, else the team of the key, else the account. */
export const getScope = (caller: Caller, teamId: string | undefined): string =>
  teamId ?? caller.teamId ?? GLOBAL_SCOPE;

/** Throws `invalid` if the scope is a team that does not exist or that the key cannot access. */
export async function requireScope(directory: Directory, caller: Caller, scope: string): Promise<void> {
  const team = getScopeTeam(scope);
  if (team === undefined) return;
  if (!reaches(caller, team) || !(await directory.teams.get(caller.accountId, team))) {
    throw invalid({ teamId: `No team exists with [${team}]` });
  }
}

const findInList = <P extends Policy>(list: PolicyList<P>, id: string): PolicyInList<P> | undefined => {
  const order = list.policies.findIndex((policy) => policy.id === id);
  const policy = list.policies[order];
  return policy && { scope: list.id, policy, order };
};

/**
 * Finds a policy by id in the scope of the request. If the request names no team it searches every scope that the key can
 * access, because some clients leave the team out when they update. Throws `not-found` if there is no such policy.
 */
export async function requirePolicy(
  { alert, notification }: PolicyStores,
  caller: Caller,
  id: string,
  teamId: string | undefined,
): Promise<PolicyInList> {
  const { accountId } = caller;
  const scope = getScope(caller, teamId);
  if (!reaches(caller, getScopeTeam(scope))) throw policyNotFound(id);
  const lists = await Promise.all([alert.get(accountId, scope), notification.get(accountId, scope)]);
  const found = findInLists(lists, id);
  if (found) return found;
  if (teamId !== undefined || caller.teamId !== undefined) throw policyNotFound(id);
  const everywhere = findInLists(
    (await Promise.all([alert.all(accountId), notification.all(accountId)])).flat(),
    id,
  );
  if (!everywhere) throw policyNotFound(id);
  return everywhere;
}

const findInLists = (lists: readonly PolicyList<Policy>[], id: string): PolicyInList | undefined =>
  lists.flatMap((list) => findInList(list, id) ?? [])[0];

/**
 * Changes the list that contains a policy; `change` gets the policy's position. Throws `not-found` if the policy was
 * deleted, and `invalid` if the list would no longer fit into an item of the table.
 */
export async function changePolicyList<P extends Policy>(
  store: PolicyListStore<P>,
  caller: Caller,
  scope: string,
  id: string,
  change: (policies: readonly P[], order: number) => readonly P[],
): Promise<PolicyInList<P> | undefined> {
  const list = await store.change(caller.accountId, scope, (policies) => {
    const order = policies.findIndex((policy) => policy.id === id);
    if (order < 0) throw policyNotFound(id);
    return requireFittingList(change(policies, order));
  });
  return findInList(list, id);
}

/** Appends the policy to its list. Does nothing if it is already there because the request was repeated. */
export async function appendPolicy<P extends Policy>(
  store: PolicyListStore<P>,
  caller: Caller,
  scope: string,
  policy: P,
): Promise<PolicyInList<P>> {
  const list = await store.change(caller.accountId, scope, (policies) =>
    policies.some(({ id }) => id === policy.id) ? policies : requireFittingList([...policies, policy]),
  );
  const found = findInList(list, policy.id);
  if (!found) throw policyNotFound(policy.id);
  return found;
}

function requireFittingList<P extends Policy>(policies: readonly P[]): readonly P[] {
  if (Buffer.byteLength(JSON.stringify(policies)) <= LIST_MAX_BYTES) return policies;
  throw invalid({ policies: `All policies together must not be larger than ${LIST_MAX_BYTES} bytes` });
}

/** The commands for a policy of either type: delete, enable or disable, and move. */
export function createPolicyCommands({ alert, notification }: PolicyStores) {
  const at = <R>(found: PolicyInList, use: <P extends Policy>(store: PolicyListStore<P>) => R): R =>
    found.policy.type === 'alert' ? use(alert) : use(notification);
  return {
    remove: (caller: Caller, found: PolicyInList) =>
      at(found, (store) =>
        changePolicyList(store, caller, found.scope, found.policy.id, (all, order) =>
          all.toSpliced(order, 1),
        ),
      ),
    enable: (caller: Caller, found: PolicyInList, enabled: boolean) =>
      at(found, <P extends Policy>(store: PolicyListStore<P>) =>
        changePolicyList(store, caller, found.scope, found.policy.id, (all, order) =>
          all.map((policy, i): P => (i === order ? { ...policy, enabled } : policy)),
        ),
      ),
    move: (caller: Caller, found: PolicyInList, to: number) =>
      at(found, (store) =>
        changePolicyList(store, caller, found.scope, found.policy.id, (all, order) =>
          withElementMoved(all, order, to),
        ),
      ),
  };
}
