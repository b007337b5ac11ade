import * as z from 'zod';
import { findAccountTimeZone } from '../../domain/accounts/settings.ts';
import { type Directory, resolveTarget } from '../../domain/directory/directory.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import { GLOBAL_SCOPE, type NotificationPolicy, type Policy } from '../../domain/policies/model.ts';
import { requireAccountKey } from '../../http/resource.ts';
import { READ, WRITE } from '../../http/rights.ts';
import { created, doneWith, ok, type Route, withWarnings } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { type DeprecatedInput, deprecatedInput } from './input.ts';
import { appendPolicy, changePolicyList, requirePolicy } from './policy-lists.ts';
import { sharedPolicyRoutes } from './shared-routes.ts';
import { deprecatedMeta, deprecatedView } from './view.ts';
import { warnOfPolicy, warnOfTemplates } from './warnings.ts';

const base = { tag: 'Policies (deprecated)', domain: 'configuration' } as const;

const ALL = '/v1/policies';
const ONE = `${ALL}/{policyId}`;

/**
 * The deprecated /v1/policies: policies of the account with one kind of action each. They are stored as the same policies:
 * a `modify` is an alert policy, all others are notification policies.
 */
export function deprecatedPolicyRoutes({ directory }: { readonly directory: Directory }): readonly Route[] {
  const stores = directory.policies;

  async function toPolicy(accountId: string, id: string, input: DeprecatedInput): Promise<Policy> {
    const { name, enabled, policyDescription, filter, timeRestrictions, timezone } = input;
    const common = { id, name, enabled, policyDescription, filter, timeRestrictions, timezone };
    const notification = (action: Partial<NotificationPolicy>): Policy => ({
      ...withoutUndefined(common),
      ...action,
      type: 'notification',
    });
    switch (input.type) {
      case 'modify': {
        const { ignoreOriginalAlertActions, ignoreOriginalRecipients, recipients, type: _, ...rest } = input;
        const named = recipients?.flatMap(({ type, ...who }) => (type === 'none' ? [] : [{ type, ...who }]));
        const responders =
          named &&
          (await Promise.all(
            named.map((each, i) => resolveTarget(directory, accountId, each, `recipients[${i}]`)),
          ));
        const modified = {
          ...rest,
          id,
          ignoreOriginalActions: ignoreOriginalAlertActions,
          ignoreOriginalResponders: ignoreOriginalRecipients,
          responders,
        };
        return { ...withoutUndefined(modified), type: 'alert' };
      }
      case 'notification-suppress':
        return notification({ suppress: true });
      case 'notification-delay': {
        const { delayOption, untilHour, untilMinute, duration } = input;
        return notification({
          delayAction: withoutUndefined({ delayOption, untilHour, untilMinute, duration }),
        });
      }
      case 'notification-deduplication': {
        const { deduplicationActionType, count, duration } = input;
        return notification({
          deduplicationAction: withoutUndefined({ deduplicationActionType, count, duration }),
        });
      }
      case 'auto-close':
        return notification({ autoCloseAction: { duration: input.duration } });
      case 'auto-restart-notifications': {
        const { duration, maxRepeatCount } = input;
        return notification({ autoRestartAction: { duration, maxRepeatCount } });
      }
      case 'notification-renotify':
        throw invalid({ type: 'notification-renotify is not supported' });
    }
  }

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a policy for the account',
      rights: WRITE,
      body: deprecatedInput,
      warn: warnOfTemplates,
      response: 'deprecatedCreated',
      handle: async ({ caller, body, requestId }) => {
        requireAccountKey(caller, 'create policies of the account');
        const id = derivedId('policy', caller.accountId, requestId);
        const timezone = body.timezone ?? (await findAccountTimeZone(directory.settings, caller.accountId));
        const policy = await toPolicy(caller.accountId, id, withoutUndefined({ ...body, timezone }));
        const { order } =
          policy.type === 'alert'
            ? await appendPolicy(stores.alert, caller, GLOBAL_SCOPE, policy)
            : await appendPolicy(stores.notification, caller, GLOBAL_SCOPE, policy);
        return withWarnings(created(deprecatedMeta(policy, order)), warnOfPolicy(policy, GLOBAL_SCOPE));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List the policies of the account, alert policies first',
      rights: READ,
      response: 'deprecatedPolicies',
      handle: async ({ caller }) => {
        requireAccountKey(caller, 'list policies of the account');
        const lists = await Promise.all([
          stores.alert.get(caller.accountId, GLOBAL_SCOPE),
          stores.notification.get(caller.accountId, GLOBAL_SCOPE),
        ]);
        return ok(lists.flatMap(({ policies }) => (policies as readonly Policy[]).map(deprecatedMeta)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a policy of the account',
      rights: READ,
      response: 'deprecatedPolicy',
      handle: async ({ caller, params }) => {
        requireAccountKey(caller, 'read policies of the account');
        const { policy, order } = await requirePolicy(stores, caller, params.policyId ?? '', GLOBAL_SCOPE);
        return ok(deprecatedView(policy, order));
      },
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: ONE,
      summary: 'Replace a policy of the account; its position does not change',
      rights: WRITE,
      body: deprecatedInput,
      warn: warnOfTemplates,
      response: 'updated',
      handle: async ({ caller, params, body }) => {
        requireAccountKey(caller, 'change policies of the account');
        const { policy } = await requirePolicy(stores, caller, params.policyId ?? '', GLOBAL_SCOPE);
        const next = await toPolicy(caller.accountId, policy.id, {
          ...body,
          timezone: body.timezone ?? policy.timezone,
        });
        if (next.type !== policy.type) throw invalid({ type: 'must not change to another type' });
        if (next.type === 'alert') {
          await changePolicyList(stores.alert, caller, GLOBAL_SCOPE, next.id, (all, order) =>
            all.with(order, next),
          );
        } else {
          await changePolicyList(stores.notification, caller, GLOBAL_SCOPE, next.id, (all, order) =>
            all.with(order, next),
          );
        }
        return doneWith('Updated', { id: next.id, name: next.name });
      },
    }),
    ...sharedPolicyRoutes(directory, {
      base,
      path: ONE,
      query: z.object({}),
      find: async ({ caller, params }, operation) => {
        requireAccountKey(caller, `${operation} policies of the account`);
        return requirePolicy(stores, caller, params.policyId ?? '', GLOBAL_SCOPE);
      },
      summarySuffix: ' of the account',
      summaryOfMove:
        'Move a policy to a position among the policies of its type; a position beyond the end means the end',
    }),
  ];
}
