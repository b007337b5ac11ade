import type * as z from 'zod';
import { findTemplateMistakes } from '../../domain/kernel/template-mistakes.ts';
import { GLOBAL_SCOPE, type NotificationPolicy, type Policy } from '../../domain/policies/model.ts';
import type { deprecatedInput, PolicyInput } from './input.ts';

const hasEffect = ({
  suppress,
  delayAction,
  deduplicationAction,
  autoCloseAction,
  autoRestartAction,
}: NotificationPolicy): boolean =>
  Boolean(suppress || delayAction || deduplicationAction || autoCloseAction || autoRestartAction);

/** Warns of a notification policy that does nothing, or that silences a whole team or account. */
export function warnOfPolicy(policy: Policy, scope: string): readonly string[] {
  if (policy.type !== 'notification') return [];
  if (!hasEffect(policy)) {
    return [
      'The policy does nothing: it has no suppress, delayAction, deduplicationAction, autoCloseAction or autoRestartAction',
    ];
  }
  if (!suppressesEverything(policy)) return [];
  const whose = scope === GLOBAL_SCOPE ? 'of the account' : 'of the team';
  const when = policy.timeRestrictions ? 'at the times of timeRestrictions' : 'at all times';
  return [`The policy suppresses all notifications ${whose}, ${when}: it has no filter`];
}

const suppressesEverything = ({ suppress, filter }: NotificationPolicy): boolean =>
  suppress === true && (filter?.type ?? 'match-all') === 'match-all';

/** The same for a new policy, which also applies to all teams if it names none. The team cannot be changed later. */
export function warnOfNewPolicy(policy: Policy, scope: string): readonly string[] {
  const warnings = warnOfPolicy(policy, scope);
  const isForAllTeams = policy.type === 'notification' && scope === GLOBAL_SCOPE && warnings.length === 0;
  return isForAllTeams ? ['teamId is missing: the policy applies to the alerts of all teams'] : warnings;
}

/** Warns of placeholders that do not exist in the templates of a policy that changes alerts. */
export function warnOfTemplates(body: PolicyInput | z.infer<typeof deprecatedInput>): readonly string[] {
  if (body.type !== 'alert' && body.type !== 'modify') return [];
  const { message, alias, description, entity, source, tags, actions, details } = body;
  const alertDescription = body.type === 'alert' ? body.alertDescription : undefined;
  return findTemplateMistakes(
    { message, alias, description, alertDescription, entity, source, tags, actions, details },
    'alert',
  );
}
