import { derivedId } from '../../platform/ids.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import { isSameAddress } from './contacts.ts';
import type { ActionType, NotificationRule, NotificationStep, User } from './model.ts';

/** Whether the steps of the rule need `sendAfter`. */
export const needsSendAfter = (actionType: ActionType): boolean =>
  actionType === 'create-alert' || actionType === 'assigned-alert';

/** Whether the rule needs `notificationTime`. */
export const needsNotificationTime = (actionType: ActionType): boolean =>
  actionType === 'schedule-start' || actionType === 'schedule-end';

/** The user's rule of that id. Throws `not-found`. */
export function requireNotificationRule(user: User, ruleId: string): NotificationRule {
  const rule = user.notificationRules.find(({ id }) => id === ruleId);
  if (!rule) throw notFound(`Notification rule with id [${ruleId}] does not exist.`);
  return rule;
}

/** The rule's step of that id. Throws `not-found`. */
export function requireNotificationStep(rule: NotificationRule, stepId: string): NotificationStep {
  const step = rule.steps.find(({ id }) => id === stepId);
  if (!step) throw notFound(`Notification rule step with id [${stepId}] does not exist.`);
  return step;
}

/**
 * The rules with `order` recomputed: it counts from 0 among the rules of the same action type, in the order of the list.
 */
function withOrder(rules: readonly NotificationRule[]): readonly NotificationRule[] {
  const counts = new Map<ActionType, number>();
  return rules.map((rule) => {
    const order = counts.get(rule.actionType) ?? 0;
    counts.set(rule.actionType, order + 1);
    return { ...rule, order };
  });
}

/** Validates what a schema cannot check: required times, and that the contacts are the user's. Messages by field. */
function validateRule(user: User, rule: NotificationRule): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  if (needsNotificationTime(rule.actionType) && rule.notificationTime.length === 0) {
    errors.notificationTime = `is required for the action type ${rule.actionType}`;
  }
  for (const [i, step] of rule.steps.entries()) {
    if (needsSendAfter(rule.actionType) && !step.sendAfter) {
      errors[`steps[${i}].sendAfter`] = `is required for the action type ${rule.actionType}`;
    }
    if (!user.contacts.some((contact) => isSameAddress(contact, step.contact))) {
      errors[`steps[${i}].contact`] = 'must be one of the contacts of the user';
    }
  }
  return errors;
}

/**
 * The user with the rule, which is added or replaces the one with its id. `order` is its place among the rules of its
 * action type; if absent, a new rule goes last and an existing one keeps its place. Throws `invalid` if a step names no contact of the
 * user, or where a time is missing that the action type needs.
 */
export function withNotificationRule(user: User, rule: NotificationRule, order?: number): User {
  const errors = validateRule(user, rule);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  const sameType = user.notificationRules.filter(({ actionType }) => actionType === rule.actionType);
  const others = user.notificationRules.filter(({ actionType }) => actionType !== rule.actionType);
  const before = sameType.findIndex(({ id }) => id === rule.id);
  const rest = sameType.filter(({ id }) => id !== rule.id);
  const place = Math.min(order ?? (before < 0 ? rest.length : before), rest.length);
  return { ...user, notificationRules: withOrder([...others, ...rest.toSpliced(place, 0, rule)]) };
}

/** The user with one of their rules changed. Throws `not-found` and what {@link withNotificationRule} throws. */
export const withNotificationRuleChanged = (
  user: User,
  ruleId: string,
  change: (rule: NotificationRule) => NotificationRule,
): User => withNotificationRule(user, change(requireNotificationRule(user, ruleId)));

/** The user without the rule. Throws `not-found`. */
export function withoutNotificationRule(user: User, ruleId: string): User {
  requireNotificationRule(user, ruleId);
  return { ...user, notificationRules: withOrder(user.notificationRules.filter(({ id }) => id !== ruleId)) };
}

/** The rule with one of its steps changed. Throws `not-found`. */
export function withStepChanged(
  rule: NotificationRule,
  stepId: string,
  change: (step: NotificationStep) => NotificationStep,
): NotificationRule {
  const changed = change(requireNotificationStep(rule, stepId));
  return { ...rule, steps: rule.steps.map((step) => (step.id === stepId ? changed : step)) };
}

/** The rule without the step. Throws `not-found`. */
export function withoutStep(rule: NotificationRule, stepId: string): NotificationRule {
  requireNotificationStep(rule, stepId);
  return { ...rule, steps: rule.steps.filter(({ id }) => id !== stepId) };
}

/**
 * The user `to` with the rules of the user `from` instead of their own, for the given action types. A step uses the first
 * contact of `to` with the same method; steps for which there is none are left out.
 */
export function withRulesCopied(to: User, from: User, types: readonly (ActionType | 'all')[]): User {
  const isCopied = ({ actionType }: NotificationRule) => types.includes('all') || types.includes(actionType);
  const copies = from.notificationRules.filter(isCopied).map((rule) => {
    const id = derivedId('copied-rule', to.id, rule.id);
    return { ...rule, id, steps: rule.steps.flatMap((step) => copyStep(step, id, to)) };
  });
  const kept = to.notificationRules.filter((rule) => !isCopied(rule));
  return { ...to, notificationRules: withOrder([...kept, ...copies]) };
}

function copyStep(step: NotificationStep, ruleId: string, to: User): readonly NotificationStep[] {
  const contact = to.contacts.find(({ method }) => method === step.contact.method);
  if (!contact) return [];
  const id = derivedId('copied-step', ruleId, step.id);
  return [{ ...step, id, contact: { method: contact.method, to: contact.to } }];
}
