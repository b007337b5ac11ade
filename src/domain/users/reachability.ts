import type { Instant } from '../../platform/clock.ts';
import { isContactUsable, isContactVerified } from './contact-verification.ts';
import { isSameAddress } from './contacts.ts';
import type { Contact, ContactMethod, NotificationRule, User } from './model.ts';
import { getMuteEnd } from './mute-and-quiet-hours.ts';

/** Why nobody can be sure that a new alert reaches a user. The first four mean that none does. */
export const REACHABILITY_PROBLEMS = {
  UserBlocked: 'is blocked',
  NoNotificationRule: 'has no enabled notification rule for new alerts',
  NoVerifiedContact: 'has no verified contact in the notification rules for new alerts',
  NoUsableContact: 'has no enabled contact in the notification rules for new alerts',
  OnlyEmail: 'is notified only by e-mail, which wakes nobody up',
  OnlyBrowsers: 'is notified only in browsers, which may end their subscription at any time',
  OnlySometimes:
    'is notified only of some alerts or at some times, because every notification rule has conditions',
  UnverifiedContact: 'has a contact in these rules that is not verified, and is skipped',
  UserMuted: 'has muted notifications now',
} as const;

export type ReachabilityProblem = keyof typeof REACHABILITY_PROBLEMS;

/** How a user is notified of new alerts, whatever these are, and what is wrong with that. */
export interface Reachability {
  /** Whether at least one notification rule for new alerts has a contact that is used. */
  readonly reachable: boolean;
  readonly methods: readonly ContactMethod[];
  readonly problems: readonly ReachabilityProblem[];
}

const unreachable = (problem: ReachabilityProblem): Reachability => ({
  reachable: false,
  methods: [],
  problems: [problem],
});

const isConditional = ({ criteria, timeRestriction }: NotificationRule): boolean =>
  timeRestriction !== undefined || (criteria !== undefined && criteria.type !== 'match-all');

/** Describes how a user is notified of new alerts at an instant. */
export function describeReachability(user: User, now: Instant): Reachability {
  if (user.blocked) return unreachable('UserBlocked');
  const rules = user.notificationRules.filter(
    ({ actionType, enabled }) => actionType === 'create-alert' && enabled,
  );
  if (rules.length === 0) return unreachable('NoNotificationRule');
  const listContacts = (rule: NotificationRule): readonly Contact[] =>
    rule.steps
      .filter(({ enabled }) => enabled)
      .flatMap((step) => user.contacts.filter((contact) => isSameAddress(contact, step.contact)));
  const hasUnverified = rules
    .flatMap(listContacts)
    .some((contact) => contact.enabled && !isContactVerified(contact));
  const working = rules.filter((rule) => listContacts(rule).some(isContactUsable));
  if (working.length === 0) return unreachable(hasUnverified ? 'NoVerifiedContact' : 'NoUsableContact');
  const used = working.flatMap(listContacts).filter(isContactUsable);
  const methods = [...new Set(used.map(({ method }) => method))];
  const findings: readonly (readonly [ReachabilityProblem, boolean])[] = [
    ['OnlyEmail', methods.every((method) => method === 'email')],
    ['OnlyBrowsers', methods.every((method) => method === 'webpush')],
    ['OnlySometimes', working.every(isConditional)],
    ['UnverifiedContact', hasUnverified],
    ['UserMuted', getMuteEnd(user, [], now) > now],
  ];
  return {
    reachable: true,
    methods,
    problems: findings.flatMap(([problem, isFound]) => (isFound ? [problem] : [])),
  };
}
