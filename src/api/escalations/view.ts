import type { Target, TargetFormatter } from '../../domain/directory/directory.ts';
import type { Escalation } from '../../domain/escalations/model.ts';
import { durationOf } from '../../domain/kernel/duration.ts';

/** Everything that the escalation refers to, to have its names read. */
export const listEscalationTargets = ({ ownerTeamId, rules }: Escalation): readonly Target[] => [
  ...(ownerTeamId ? [{ type: 'team' as const, id: ownerTeamId }] : []),
  ...rules.map(({ recipient }) => recipient),
];

/** The escalation as the API gives it back: rules in the order in which they were set, and nothing that was not set. */
export function escalationView(escalation: Escalation, formatTarget: TargetFormatter) {
  const { id, name, description, ownerTeamId, rules, repeat } = escalation;
  return {
    id,
    name,
    description,
    ...ownerTeamView(ownerTeamId, formatTarget),
    rules: rules.map((rule) => ({
      condition: rule.condition,
      notifyType: rule.notifyType,
      delay: durationOf(rule.delayMinutes, rule.delayUnit ?? 'minutes'),
      recipient: formatTarget(rule.recipient),
    })),
    ...(repeat && { repeat }),
  };
}

/** The owner, for as long as the team exists. */
function ownerTeamView(id: string | undefined, formatTarget: TargetFormatter) {
  const name = id && formatTarget({ type: 'team', id }).name;
  return name ? { ownerTeam: { id, name } } : {};
}
