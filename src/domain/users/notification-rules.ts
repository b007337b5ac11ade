import { derivedId } from '../../platform/ids.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import { sameAddress } from './contacts.ts';
import type { ActionType, NotificationRule, NotificationStep, User } from './model.ts';

/** Steps of these happen after a while, and have to say after how long. */
export const needsSendAfter = (actionType: ActionType): boolean =>
  actionType === 'create-alert' || actionType === 'assigned-alert';

/** Rules of these have to say how long before. */
export const needsNotificationTime = (actionType: ActionType): boolean =>
  actionType === 'schedule-start' || actionType === 'schedule-end';

/** The user's rule of that id. Throws `not-found`. */
export function ruleOf(user: User, ruleId: string): NotificationRule {
  const rule = user.notificationRules.find(({ id }) => id === ruleId);
  if (!rule) throw notFound(`Notification rule with id [${ruleId}] does not exist.`);
  return rule;
}

/** The rule's step of that id. Throws `not-found`. */
export function stepOf(rule: NotificationRule, stepId: string): NotificationStep {
  const step = rule.steps.find(({ id }) => id === stepId);
  if (!step) throw notFound(`Notification rule step with id [${stepId}] does not exist.`);
  return step;
}

/**
 * Rules with their `order` set anew: it counts from 0 among the rules of the same action type, in the order of the
 * list.
 */
function numbered(rules: readonly NotificationRule[]): readonly NotificationRule[] {
  const counts = new Map<ActionType, number>();
  return rules.map((rule) => {
    const order = counts.get(rule.actionType) ?? 0;
    counts.set(rule.actionType, order + 1);
    return { ...rule, order };
  });
}

/** What is wrong with the rule for this user, by field: what a schema alone cannot know. */
function faults(user: User, rule: NotificationRule): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  if (needsNotificationTime(rule.actionType) && rule.notificationTime.length === 0) {
    found.notificationTime = `is needed for the action type ${rule.actionType}`;
  }
  for (const [i, step] of rule.steps.entries()) {
    if (needsSendAfter(rule.actionType) && !step.sendAfter) {
      found[`steps[${i}].sendAfter`] = `is needed for the action type ${rule.actionType}`;
    }
    if (!user.contacts.some((contact) => sameAddress(contact, step.contact))) {
      found[`steps[${i}].contact`] = 'must be one of the contacts of the user';
    }
  }
  return found;
}

/**
 * The user with the rule, new or in place of the one with its id. `order` is its place among the rules of its action
 * type: absent, a new one goes behind the others and an old one stays. Throws `invalid` if a step names no contact of the
 * user, or where a time is missing that the action type needs.
 */
export function withRule(user: User, rule: NotificationRule, order?: number): User {
  const wrong = faults(user, rule);
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  const alike = user.notificationRules.filter(({ actionType }) => actionType === rule.actionType);
  const others = user.notificationRules.filter(({ actionType }) => actionType !== rule.actionType);
  const before = alike.findIndex(({ id }) => id === rule.id);
  const rest = alike.filter(({ id }) => id !== rule.id);
  const place = Math.min(order ?? (before < 0 ? rest.length : before), rest.length);
  return { ...user, notificationRules: numbered([...others, ...rest.toSpliced(place, 0, rule)]) };
}

/** The user with one of their rules changed. Throws `not-found` and what {@link withRule} throws. */
export const withRuleChanged = (
  user: User,
  ruleId: string,
  change: (rule: NotificationRule) => NotificationRule,
): User => withRule(user, change(ruleOf(user, ruleId)));

/** The user without the rule. Throws `not-found`. */
export function withoutRule(user: User, ruleId: string): User {
  ruleOf(user, ruleId);
  return { ...user, notificationRules: numbered(user.notificationRules.filter(({ id }) => id !== ruleId)) };
}

/** The rule with one of its steps changed. Throws `not-found`. */
export function withStepChanged(
  rule: NotificationRule,
  stepId: string,
  change: (step: NotificationStep) => NotificationStep,
): NotificationRule {
  const changed = change(stepOf(rule, stepId));
  return { ...rule, steps: rule.steps.map((step) => (step.id === stepId ? changed : step)) };
}

/** The rule without the step. Throws `not-found`. */
export function withoutStep(rule: NotificationRule, stepId: string): NotificationRule {
  stepOf(rule, stepId);
  return { ...rule, steps: rule.steps.filter(({ id }) => id !== stepId) };
}

/**
 * The user with the other's rules of the given types in place of their own of these types. A step goes to the user's
 * own first contact of the step's method; steps for which the user has none are left out.
 */
export function withRulesCopied(to: User, from: User, types: readonly (ActionType | 'all')[]): User {
  const concerned = ({ actionType }: NotificationRule) => types.includes('all') || types.includes(actionType);
  const copies = from.notificationRules.filter(concerned).map((rule) => {
    const id = derivedId('copied-rule', to.id, rule.id);
    return { ...rule, id, steps: rule.steps.flatMap((step) => stepCopied(step, id, to)) };
  });
  const kept = to.notificationRules.filter((rule) => !concerned(rule));
  return { ...to, notificationRules: numbered([...kept, ...copies]) };
}

function stepCopied(step: NotificationStep, ruleId: string, to: User): readonly NotificationStep[] {
  const contact = to.contacts.find(({ method }) => method === step.contact.method);
  if (!contact) return [];
  const id = derivedId('copied-step', ruleId, step.id);
  return [{ ...step, id, contact: { method: contact.method, to: contact.to } }];
}
