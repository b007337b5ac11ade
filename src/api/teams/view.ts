import type { Target, TargetFormatter } from '../../domain/directory/directory.ts';
import { criteriaView } from '../../domain/kernel/schemas.ts';
import type { RoutingRule, Team } from '../../domain/teams/model.ts';

/** The members of the team, to have their usernames read. */
export const listMemberTargets = ({ members }: Team): readonly Target[] =>
  members.map(({ userId }) => ({ type: 'user', id: userId }));

export const teamSummary = ({ id, name, description }: Team) => ({ id, name, description });

/** The team with its members in the order in which they were set; whoever has gone since is left out. */
export const teamView = (team: Team, formatTarget: TargetFormatter) => ({
  ...teamSummary(team),
  members: team.members
    .map(({ userId, role }) => ({ user: formatTarget({ type: 'user', id: userId }), role }))
    .filter(({ user }) => user.username !== undefined)
    .map(({ user: { id, username }, role }) => ({ user: { id, username }, role })),
});

/** What the rule leads to, to have its name read. */
export const listRuleTargets = ({ notify }: RoutingRule): readonly Target[] =>
  notify.type === 'none' ? [] : [notify];

/** A routing rule; `order` is its place among the team's. */
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
