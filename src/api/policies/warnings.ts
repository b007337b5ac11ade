import { GLOBAL_SCOPE, type NotificationPolicy, type Policy } from '../../domain/policies/model.ts';

const hasEffect = ({
  suppress,
  delayAction,
  deduplicationAction,
  autoCloseAction,
  autoRestartAction,
}: NotificationPolicy): boolean =>
  Boolean(suppress || delayAction || deduplicationAction || autoCloseAction || autoRestartAction);

/**
 * Warns of a notification policy that does nothing, that silences a whole team or account, or that applies to all teams
 * because it names none.
 */
export function warnOfPolicy(policy: Policy, scope: string): readonly string[] {
  if (policy.type !== 'notification') return [];
  if (!hasEffect(policy)) {
    return [
      'The policy does nothing: it has no suppress, delayAction, deduplicationAction, autoCloseAction or autoRestartAction',
    ];
  }
  const isOfAccount = scope === GLOBAL_SCOPE;
  if (policy.suppress && (policy.filter?.type ?? 'match-all') === 'match-all') {
    const whose = isOfAccount ? 'of the account' : 'of the team';
    const when = policy.timeRestrictions ? 'at the times of timeRestrictions' : 'at all times';
    return [`The policy suppresses all notifications ${whose}, ${when}: it has no filter`];
  }
  return isOfAccount ? ['teamId is missing: the policy applies to the alerts of all teams'] : [];
}
