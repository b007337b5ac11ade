import type { Target, TargetFormatter } from '../../domain/directory/directory.ts';
import type { Escalation } from '../../domain/escalations/model.ts';
import { fromMinutes } from '../../domain/kernel/duration.ts';

/** The targets of an escalation whose names the view needs. */
export const listEscalationTargets = ({ ownerTeamId, rules }: Escalation): readonly Target[] => [
  ...(ownerTeamId ? [{ type: 'team' as const, id: ownerTeamId }] : []),
  ...rules.map(({ recipient }) => recipient),
];

/** The escalation in a response. Rules keep their order; fields that were not set are absent. */
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
      delay: fromMinutes(rule.delayMinutes, rule.delayUnit ?? 'minutes'),
      recipient: formatTarget(rule.recipient),
    })),
    ...(repeat && { repeat }),
  };
}

/** The owner team, as long as it exists. */
function ownerTeamView(id: string | undefined, formatTarget: TargetFormatter) {
  const name = id && formatTarget({ type: 'team', id }).name;
  return name ? { ownerTeam: { id, name } } : {};
}
