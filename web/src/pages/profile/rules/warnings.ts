import type { ReachabilityProblem } from '../../../../../src/domain/users/reachability.ts';
import type { Contact, Rule } from '../profile-types.ts';
import { findContact, findStepProblem } from './notification-steps.ts';

/** What keeps new alerts from reaching the person for sure, with the codes of the reachability of a team. */
export type Warning = Exclude<ReachabilityProblem, 'UserBlocked' | 'UserMuted'>;

const isConditional = ({ criteria, timeRestriction }: Rule): boolean =>
  timeRestriction !== undefined || (criteria !== undefined && criteria.type !== 'match-all');

/** The warnings about the person's rules for new alerts, the worst first. Follows src/domain/users/reachability.ts. */
export function listWarnings(rules: readonly Rule[], contacts: readonly Contact[]): readonly Warning[] {
  const enabled = rules.filter((rule) => rule.actionType === 'create-alert' && rule.enabled);
  if (enabled.length === 0) return ['NoNotificationRule'];
  const listMethods = ({ steps }: Rule) =>
    steps
      .filter((step) => findStepProblem(step, contacts) === undefined)
      .map(({ contact }) => contact.method);
  const hasUnverified = enabled
    .flatMap(({ steps }) => steps)
    .some((step) => findContact(step, contacts) && findStepProblem(step, contacts) === 'unverified');
  const working = enabled.filter((rule) => listMethods(rule).length > 0);
  if (working.length === 0) return [hasUnverified ? 'NoVerifiedContact' : 'NoUsableContact'];
  const methods = working.flatMap(listMethods);
  const findings: readonly (readonly [Warning, boolean])[] = [
    ['OnlyEmail', methods.every((method) => method === 'email')],
    ['OnlyBrowsers', methods.every((method) => method === 'webpush')],
    ['OnlySometimes', working.every(isConditional)],
    ['UnverifiedContact', hasUnverified],
  ];
  return findings.flatMap(([warning, isFound]) => (isFound ? [warning] : []));
}
