import { invalid, notFound } from '../kernel/errors.ts';
import { withElementMoved } from '../kernel/list.ts';
import type { RoutingRule, Team } from './model.ts';

/** The team's routing rule with that id, and its place in the order. Throws `not-found`. */
export function requireRoutingRule(
  team: Team,
  ruleId: string,
): { readonly rule: RoutingRule; readonly order: number } {
  const order = team.routingRules.findIndex(({ id }) => id === ruleId);
  const rule = team.routingRules[order];
  if (!rule) throw notFound(`Routing rule with id [${ruleId}] does not exist.`);
  return { rule, order };
}

/** The last place before the default rule, which always comes last. */
const lastPlace = (rules: readonly RoutingRule[]): number =>
  rules.filter(({ isDefault }) => !isDefault).length;

/**
 * The team with one more rule, at the place `order` (from 0) or before the default rule. Adding the same rule again
 * changes nothing.
 */
export function withRoutingRule(team: Team, rule: RoutingRule, order?: number): Team {
  if (team.routingRules.some(({ id }) => id === rule.id)) return team;
  const last = lastPlace(team.routingRules);
  const place = Math.min(order ?? last, last);
  return { ...team, routingRules: team.routingRules.toSpliced(place, 0, rule) };
}

/**
 * The team with the rule changed. Throws `not-found`. Throws `invalid` for criteria or a time restriction of the default
 * rule, which must always match, so that every alert has a rule.
 */
export function withRoutingRuleChanged(team: Team, ruleId: string, change: Partial<RoutingRule>): Team {
  const { rule } = requireRoutingRule(team, ruleId);
  if (rule.isDefault) {
    const message = 'cannot be changed in the default routing rule';
    if (change.criteria && change.criteria.type !== 'match-all') throw invalid({ criteria: message });
    if (change.timeRestriction) throw invalid({ timeRestriction: message });
    if (change.timezone && change.timezone !== rule.timezone) throw invalid({ timezone: message });
  }
  const changed = { ...rule, ...change };
  return { ...team, routingRules: team.routingRules.map((other) => (other === rule ? changed : other)) };
}

/**
 * The team with the rule moved to the place `to` (beyond the end: before the default rule). Throws `not-found`, and
 * `invalid` for the default rule.
 */
export function withRoutingRuleMoved(team: Team, ruleId: string, to: number): Team {
  const { rule, order } = requireRoutingRule(team, ruleId);
  if (rule.isDefault) {
    if (to >= order) return team;
    throw invalid({ order: 'cannot be changed for the default routing rule' });
  }
  const last = lastPlace(team.routingRules) - 1;
  return { ...team, routingRules: withElementMoved(team.routingRules, order, Math.min(to, last)) };
}

/** The team without the rule. Throws `not-found`, and `invalid` for the default rule. */
export function withoutRoutingRule(team: Team, ruleId: string): Team {
  const { rule } = requireRoutingRule(team, ruleId);
  if (rule.isDefault) throw invalid({ id: 'the default routing rule cannot be deleted' });
  return { ...team, routingRules: team.routingRules.filter((other) => other !== rule) };
}
