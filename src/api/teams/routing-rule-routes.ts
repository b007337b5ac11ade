import { getAccountTimeZone } from '../../domain/accounts/settings.ts';
import { type Directory, loadTargetFormatter, resolveTarget } from '../../domain/directory/directory.ts';
import { readSkippedPatterns } from '../../domain/slow-patterns/store.ts';
import type { RoutingRule, Team } from '../../domain/teams/model.ts';
import {
  requireRoutingRule,
  withoutRoutingRule,
  withRoutingRule,
  withRoutingRuleChanged,
  withRoutingRuleMoved,
} from '../../domain/teams/routing-rules.ts';
import { byTeamIdentifierType, changeResource, type Resource } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { findTeam } from './find-team.ts';
import { type NotifyInput, orderInput, routingRuleInput, routingRulePatch } from './input.ts';
import { listRuleTargets, routingRuleView } from './view.ts';

const base = { tag: 'Team routing rules', domain: 'configuration', query: byTeamIdentifierType } as const;

const ALL = '/v2/teams/{identifier}/routing-rules';
const ONE = `${ALL}/{id}`;

/** The operations on the routing rules of a team. */
export function routingRuleRoutes({
  table,
  directory,
  teams,
}: {
  readonly table: Table;
  readonly directory: Directory;
  readonly teams: Resource<Team>;
}): readonly Route[] {
  const resolveNotify = async (accountId: string, notify: NotifyInput): Promise<RoutingRule['notify']> =>
    notify.type === 'none' ? notify : resolveTarget(directory, accountId, notify, 'notify');

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a routing rule; it always comes before the default rule',
      rights: WRITE,
      body: routingRuleInput,
      response: 'created',
      handle: async ({ caller, params, query, body, requestId }) => {
        const team = await findTeam(teams, caller, params, query);
        const { order, notify, name = '', ...rest } = body;
        const rule: RoutingRule = {
          criteria: { type: 'match-all', conditions: [] },
          timezone: rest.timezone ?? (await getAccountTimeZone(directory.settings, caller.accountId)),
          ...rest,
          id: derivedId('routing-rule', team.id, requestId),
          name,
          isDefault: false,
          notify: await resolveNotify(caller.accountId, notify),
        };
        await changeResource(teams, caller, team.id, (current) => withRoutingRule(current, rule, order));
        return created({ id: rule.id, name: rule.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List routing rules in order, the default rule last',
      rights: READ,
      response: 'routingRules',
      handle: async ({ caller, params, query }) => {
        const team = await findTeam(teams, caller, params, query);
        const targets = team.routingRules.flatMap(listRuleTargets);
        const formatTarget = await loadTargetFormatter(directory, caller.accountId, targets);
        return ok(team.routingRules.map((rule, order) => routingRuleView(rule, order, formatTarget)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a routing rule',
      rights: READ,
      response: 'routingRule',
      handle: async ({ caller, params, query, now }) => {
        const team = await findTeam(teams, caller, params, query);
        const { rule, order } = requireRoutingRule(team, params.id ?? '');
        const formatTarget = await loadTargetFormatter(directory, caller.accountId, listRuleTargets(rule));
        const skipped = await readSkippedPatterns(table, caller.accountId, rule, now);
        return ok({ ...routingRuleView(rule, order, formatTarget), ...skipped });
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: ONE,
      summary: 'Update a routing rule (partial)',
      rights: WRITE,
      body: routingRulePatch,
      response: 'updated',
      handle: async ({ caller, params, query, body }) => {
        const { id = '' } = params;
        const team = await findTeam(teams, caller, params, query);
        const { notify: named, ...rest } = body;
        const notify = named && { notify: await resolveNotify(caller.accountId, named) };
        const changed = await changeResource(teams, caller, team.id, (current) =>
          withRoutingRuleChanged(current, id, { ...rest, ...notify }),
        );
        return doneWith('Updated', { id, name: requireRoutingRule(changed, id).rule.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a routing rule',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params, query }) => {
        const { id = '' } = params;
        const team = await findTeam(teams, caller, params, query);
        await changeResource(teams, caller, team.id, (current) => withoutRoutingRule(current, id));
        return done('Deleted');
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/change-order`,
      summary: 'Change the order of a routing rule',
      rights: WRITE,
      body: orderInput,
      bodyOptional: true,
      answers: 200,
      response: 'routingRuleMoved',
      handle: async ({ caller, params, query, body }) => {
        const { id = '' } = params;
        const team = await findTeam(teams, caller, params, query);
        const changed = await changeResource(teams, caller, team.id, (current) =>
          withRoutingRuleMoved(current, id, body.order),
        );
        return doneWith('Changed order', { id, name: requireRoutingRule(changed, id).rule.name });
      },
    }),
  ];
}
