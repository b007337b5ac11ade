import { type Caller, getLimitingUser } from '../../domain/accounts/model.ts';
import { type Directory, loadTargetFormatter, resolveTarget } from '../../domain/directory/directory.ts';
import { requestForwardingNotice } from '../../domain/forwarding-notices/request-notice.ts';
import type { ForwardingRule } from '../../domain/forwarding-rules/model.ts';
import {
  changeForwardingRules,
  readForwardingRules,
  withForwardingRule,
} from '../../domain/forwarding-rules/rules.ts';
import { forbidden, invalid, notFound } from '../../domain/kernel/errors.ts';
import { requireAccountKey } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route, withWarnings } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import { defineRoute } from './define-route.ts';
import { byIdOrAlias, forwardingRuleInput, forwardingRulePatch } from './input.ts';
import { forwardingRuleView, listRuleUsers } from './view.ts';

const base = { tag: 'Forwarding rules', domain: 'configuration' } as const;
const ONE = '/v2/forwarding-rules/{identifier}';

type Users = Pick<ForwardingRule, 'fromUserId' | 'toUserId'>;
type By = 'id' | 'alias';

const missing = (by: By, identifier: string) =>
  notFound(`Forwarding rule with ${by} [${identifier}] does not exist.`);

/** Users who cannot manage users may only forward their own notifications. */
function requireCanForward(caller: Caller, fromUserId: string): void {
  const user = getLimitingUser(caller);
  if (user && !user.canManageUsers && user.id !== fromUserId) {
    throw forbidden("The user's role only allows forwarding their own notifications.");
  }
}

const warnOfEndedRule = ({ endDate }: Pick<ForwardingRule, 'endDate'>, now: Instant): readonly string[] =>
  endDate <= now ? ['endDate: the forwarding rule has ended already, so it changes nothing'] : [];

/** The operations on forwarding rules. */
export function forwardingRuleRoutes({
  directory,
  alertActions,
}: {
  readonly directory: Directory;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
}): readonly Route[] {
  async function resolveUsers(
    caller: Caller,
    body: { fromUser: { id?: string; username?: string }; toUser: { id?: string; username?: string } },
  ): Promise<Users> {
    const [from, to] = await Promise.all([
      resolveTarget(directory, caller.accountId, { type: 'user', ...body.fromUser }, 'fromUser'),
      resolveTarget(directory, caller.accountId, { type: 'user', ...body.toUser }, 'toUser'),
    ]);
    if (from.id === to.id) throw invalid({ toUser: 'must be a different user than fromUser' });
    requireCanForward(caller, from.id);
    return { fromUserId: from.id, toUserId: to.id };
  }

  async function getForwardingRule(caller: Caller, identifier: string, by: By): Promise<ForwardingRule> {
    const rules = await readForwardingRules(directory, caller.accountId);
    const found = rules.find((rule) => rule[by] === identifier);
    if (!found) throw missing(by, identifier);
    return found;
  }

  /** The rule, if the caller may change it. */
  async function getChangeableRule(caller: Caller, identifier: string, by: By): Promise<ForwardingRule> {
    requireAccountKey(caller, 'forward notifications');
    const rule = await getForwardingRule(caller, identifier, by);
    requireCanForward(caller, rule.fromUserId);
    return rule;
  }

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/forwarding-rules',
      summary:
        'Create a forwarding rule: notify another user instead, between two times; tells both by an alert',
      rights: WRITE,
      body: forwardingRuleInput,
      response: 'created',
      handle: async ({ caller, body, requestId, now }) => {
        requireAccountKey(caller, 'forward notifications');
        const { startDate, endDate } = body;
        const id = derivedId('forwarding-rule', caller.accountId, requestId);
        const rule = {
          id,
          alias: body.alias ?? id,
          ...(await resolveUsers(caller, body)),
          startDate,
          endDate,
        };
        await changeForwardingRules(directory, caller.accountId, (rules) =>
          withForwardingRule(rules, rule, now),
        );
        const formatTarget = await loadTargetFormatter(directory, caller.accountId, listRuleUsers(rule));
        const nameUser = (id: string) => formatTarget({ type: 'user', id }).username ?? id;
        const usernames = { from: nameUser(rule.fromUserId), to: nameUser(rule.toUserId) };
        await requestForwardingNotice(alertActions, caller.accountId, rule, usernames, now);
        return withWarnings(created({ id, alias: rule.alias }), warnOfEndedRule(rule, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/forwarding-rules',
      summary: 'List forwarding rules; expired rules are kept for 90 days',
      rights: READ,
      response: 'rules',
      handle: async ({ caller }) => {
        requireAccountKey(caller, 'list forwarding rules');
        const rules = await readForwardingRules(directory, caller.accountId);
        const formatTarget = await loadTargetFormatter(
          directory,
          caller.accountId,
          rules.flatMap(listRuleUsers),
        );
        return ok(rules.map((rule) => forwardingRuleView(rule, formatTarget)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a forwarding rule by id or alias',
      rights: READ,
      query: byIdOrAlias,
      response: 'rule',
      handle: async ({ caller, params, query }) => {
        requireAccountKey(caller, 'see forwarding rules');
        const rule = await getForwardingRule(caller, params.identifier ?? '', query.identifierType);
        const formatTarget = await loadTargetFormatter(directory, caller.accountId, listRuleUsers(rule));
        return ok(forwardingRuleView(rule, formatTarget));
      },
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: ONE,
      summary: 'Replace a forwarding rule',
      rights: WRITE,
      query: byIdOrAlias,
      body: forwardingRulePatch,
      response: 'updated',
      handle: async ({ caller, params, query, body, now }) => {
        const { id } = await getChangeableRule(caller, params.identifier ?? '', query.identifierType);
        const users = await resolveUsers(caller, body);
        const { startDate, endDate } = body;
        const rules = await changeForwardingRules(directory, caller.accountId, (all) => {
          if (!all.some((rule) => rule.id === id)) throw missing('id', id);
          return all.map((rule) => (rule.id === id ? { ...rule, ...users, startDate, endDate } : rule));
        });
        const updated = doneWith('Updated', { id, alias: rules.find((rule) => rule.id === id)?.alias ?? id });
        return withWarnings(updated, warnOfEndedRule(body, now));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a forwarding rule',
      rights: DELETE,
      query: byIdOrAlias,
      response: 'deleted',
      handle: async ({ caller, params, query }) => {
        const { id } = await getChangeableRule(caller, params.identifier ?? '', query.identifierType);
        await changeForwardingRules(directory, caller.accountId, (all) =>
          all.filter((rule) => rule.id !== id),
        );
        return done('Deleted');
      },
    }),
  ];
}
