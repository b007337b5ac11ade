import { type Directory, loadTargetFormatter } from '../../domain/directory/directory.ts';
import { readForwardingRules } from '../../domain/forwarding-rules/rules.ts';
import { READ } from '../../http/rights.ts';
import { ok, type Route } from '../../http/route.ts';
import { forwardingRuleView, listRuleUsers } from '../forwarding-rules/view.ts';
import { defineRoute } from './define-route.ts';
import { getVisibleUser } from './find-user.ts';

/** GET /v2/users/{identifier}/forwarding-rules */
export const forwardingRoutes = ({ directory }: { readonly directory: Directory }): readonly Route[] => [
  defineRoute({
    tag: 'Users',
    domain: 'configuration',
    method: 'GET',
    path: '/v2/users/{identifier}/forwarding-rules',
    summary: 'List the forwarding rules from a user',
    rights: READ,
    response: 'forwardingRulesOfUser',
    handle: async ({ caller, params }) => {
      const user = await getVisibleUser(directory, caller, params.identifier);
      const all = await readForwardingRules(directory, caller.accountId);
      const rules = all.filter(({ fromUserId }) => fromUserId === user.id);
      const formatTarget = await loadTargetFormatter(
        directory,
        caller.accountId,
        rules.flatMap(listRuleUsers),
      );
      return ok(rules.map((rule) => forwardingRuleView(rule, formatTarget)));
    },
  }),
];
