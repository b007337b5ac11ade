import type { Target, TargetFormatter } from '../../domain/directory/directory.ts';
import { criteriaView } from '../../domain/kernel/criteria-schema.ts';
import type { RoutingRule, Team } from '../../domain/teams/model.ts';

/** The members whose usernames the view needs. */
export const listMemberTargets = ({ members }: Team): readonly Target[] =>
  members.map(({ userId }) => ({ type: 'user', id: userId }));

export const teamSummary = ({ id, name, description }: Team) => ({ id, name, description });

/** The team in a response. Members keep their order; deleted users are left out. */
export const teamView = (team: Team, formatTarget: TargetFormatter) => ({
  ...teamSummary(team),
  members: team.members
    .map(({ userId, role }) => ({ user: formatTarget({ type: 'user', id: userId }), role }))
    .filter(({ user }) => user.username !== undefined)
    .map(({ user: { id, username }, role }) => ({ user: { id, username }, role })),
});

/** The target of the rule, whose name the view needs. */
export const listRuleTargets = ({ notify }: RoutingRule): readonly Target[] =>
  notify.type === 'none' ? [] : [notify];

/** A routing rule in a response; `order` is its place among the rules of the team. */
export const routingRuleView = (rule: RoutingRule, order: number, formatTarget: TargetFormatter) => ({
  id: rule.id,
  name: rule.name,
  isDefault: rule.isDefault,
  order,
  criteria: criteriaView(rule.criteria),
  timezone: rule.timezone,
  ...(rule.timeRestriction && { timeRestriction: rule.timeRestriction }),
  notify: rule.notify.type === 'none' ? rule.notify : formatTarget(rule.notify),
});
