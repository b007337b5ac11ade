import { findAccountTimeZone } from '../../domain/accounts/settings.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { resolveTarget } from '../../domain/directory/directory.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import type { AlertPolicy, NotificationPolicy, Policy } from '../../domain/policies/model.ts';
import { readSkippedPatterns } from '../../domain/slow-patterns/store.ts';
import { READ, WRITE } from '../../http/rights.ts';
import { created, doneWith, ok, type Route, withWarnings } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { deprecatedPolicyRoutes } from './deprecated-routes.ts';
import { type PolicyInput, policyInput, type ResponderInput, scopeQuery } from './input.ts';
import {
  appendPolicy,
  changePolicyList,
  getScope,
  getScopeTeam,
  requirePolicy,
  requireScope,
} from './policy-lists.ts';
import { sharedPolicyRoutes } from './shared-routes.ts';
import { policyMeta, policyView } from './view.ts';
import { warnOfNewPolicy, warnOfPolicy, warnOfTemplates } from './warnings.ts';

const base = { tag: 'Policies', domain: 'configuration', query: scopeQuery } as const;

const ALL = '/v2/policies';
const ONE = `${ALL}/{policyId}`;

/** Alert policies and notification policies, of the account and of its teams. */
export function policyRoutes({
  directory,
  table,
}: {
  readonly directory: Directory;
  readonly table: Table;
}): readonly Route[] {
  const stores = directory.policies;

  const resolveResponders = (accountId: string, given: readonly ResponderInput[]) =>
    Promise.all(given.map((each, i) => resolveTarget(directory, accountId, each, `responders[${i}]`)));

  async function toAlertPolicy(
    accountId: string,
    id: string,
    timezone: string | undefined,
    input: Extract<PolicyInput, { type: 'alert' }>,
  ): Promise<AlertPolicy> {
    const { teamId: _, TeamId: _other, alertDescription, responders, ...rest } = input;
    const description = rest.description ?? alertDescription;
    return withoutUndefined({
      ...rest,
      timezone,
      id,
      description,
      responders: responders && (await resolveResponders(accountId, responders)),
    });
  }

  function toNotificationPolicy(
    id: string,
    timezone: string | undefined,
    input: Extract<PolicyInput, { type: 'notification' }>,
  ): NotificationPolicy {
    const { teamId: _, TeamId: _other, deduplicationActionAction, delayAction, ...rest } = input;
    const deduplication = rest.deduplicationAction ?? deduplicationActionAction;
    return withoutUndefined({
      ...rest,
      timezone,
      id,
      delayAction: delayAction && withoutUndefined(delayAction),
      deduplicationAction: deduplication && withoutUndefined(deduplication),
    });
  }

  const listRoute = (type: Policy['type']) =>
    defineRoute({
      ...base,
      method: 'GET',
      path: `${ALL}/${type}`,
      summary: `List ${type} policies in order`,
      rights: READ,
      response: 'policies',
      handle: async ({ caller, query }) => {
        const scope = getScope(caller, query.teamId);
        await requireScope(directory, caller, scope);
        const { policies } = await stores[type].get(caller.accountId, scope);
        return ok(policies.map(policyMeta));
      },
    });

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a policy; it is added after all others of its type',
      rights: WRITE,
      body: policyInput,
      warn: warnOfTemplates,
      response: 'created',
      handle: async ({ caller, query, body, requestId }) => {
        const scope = getScope(caller, query.teamId ?? body.teamId ?? body.TeamId);
        await requireScope(directory, caller, scope);
        const id = derivedId('policy', caller.accountId, requestId);
        const timezone = body.timezone ?? (await findAccountTimeZone(directory.settings, caller.accountId));
        const { policy, order } =
          body.type === 'alert'
            ? await appendPolicy(
                stores.alert,
                caller,
                scope,
                await toAlertPolicy(caller.accountId, id, timezone, body),
              )
            : await appendPolicy(
                stores.notification,
                caller,
                scope,
                toNotificationPolicy(id, timezone, body),
              );
        return withWarnings(created(policyMeta(policy, order)), warnOfNewPolicy(policy, scope));
      },
    }),
    listRoute('alert'),
    listRoute('notification'),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a policy',
      rights: READ,
      response: 'policy',
      handle: async ({ caller, params, query, now }) => {
        const { policy, order, scope } = await requirePolicy(
          stores,
          caller,
          params.policyId ?? '',
          query.teamId,
        );
        const skipped = await readSkippedPatterns(table, caller.accountId, policy, now);
        return ok({ ...policyView(policy, order, getScopeTeam(scope)), ...skipped });
      },
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: ONE,
      summary: 'Replace a policy; its type, team and position do not change',
      rights: WRITE,
      body: policyInput,
      warn: warnOfTemplates,
      response: 'updated',
      handle: async ({ caller, params, query, body }) => {
        const named = query.teamId ?? body.teamId ?? body.TeamId;
        const { policy, scope } = await requirePolicy(stores, caller, params.policyId ?? '', named);
        if (policy.type !== body.type) throw invalid({ type: `must stay ${policy.type}` });
        const timezone = body.timezone ?? policy.timezone;
        const updated = doneWith('Updated', { id: policy.id, name: body.name });
        if (body.type === 'alert') {
          const next = await toAlertPolicy(caller.accountId, policy.id, timezone, body);
          await changePolicyList(stores.alert, caller, scope, policy.id, (all, order) =>
            all.with(order, next),
          );
          return updated;
        }
        const next = toNotificationPolicy(policy.id, timezone, body);
        await changePolicyList(stores.notification, caller, scope, policy.id, (all, order) =>
          all.with(order, next),
        );
        return withWarnings(updated, warnOfPolicy(next, scope));
      },
    }),
    ...sharedPolicyRoutes(directory, {
      base,
      path: ONE,
      query: scopeQuery,
      find: ({ caller, params, query }) => requirePolicy(stores, caller, params.policyId ?? '', query.teamId),
      summaryOfMove:
        'Move a policy to a position among the policies of its type; a position beyond the end means the end',
    }),
    ...deprecatedPolicyRoutes({ directory }),
  ];
}
