import type { TargetFormatter } from '../../domain/directory/directory.ts';
import type { ForwardingRule } from '../../domain/forwarding-rules/model.ts';
import { toIso } from '../../platform/clock.ts';

export const listRuleUsers = ({ fromUserId, toUserId }: ForwardingRule) =>
  [fromUserId, toUserId].map((id) => ({ type: 'user' as const, id }));

/** A forwarding rule in a response. */
export function forwardingRuleView(rule: ForwardingRule, formatTarget: TargetFormatter) {
  const user = (id: string) => {
    const { username } = formatTarget({ type: 'user', id });
    return { id, ...(username !== undefined && { username }) };
  };
  return {
    id: rule.id,
    alias: rule.alias,
    fromUser: user(rule.fromUserId),
    toUser: user(rule.toUserId),
    startDate: toIso(rule.startDate),
    endDate: toIso(rule.endDate),
  };
}
