import type { TargetFormatter } from '../../domain/directory/directory.ts';
import { criteriaView } from '../../domain/kernel/schemas.ts';
import type { Contact, NotificationRule, NotificationStep, User } from '../../domain/users/model.ts';
import { toIso } from '../../platform/clock.ts';

/** A user in a response; contacts only on request. */
export function userView(user: User, { contacts = false }: { readonly contacts?: boolean } = {}) {
  const { id, username, fullName, role, skypeUsername, timeZone, locale, userAddress, tags, details } = user;
  return {
    id,
    username,
    fullName,
    role,
    ...(skypeUsername && { skypeUsername }),
    timeZone,
    locale,
    ...(userAddress && { userAddress }),
    tags,
    details,
    blocked: user.blocked,
    ...(user.mutedUntil !== undefined && { mutedUntil: toIso(user.mutedUntil) }),
    ...(user.quietHours && { quietHours: user.quietHours }),
    verified: user.verified,
    createdAt: toIso(user.createdAt),
    ...(contacts && { userContacts: user.contacts.map(userContactView) }),
  };
}

/** A contact within a user. It is flat, unlike a contact by itself. */
const userContactView = ({ id, method, to, enabled, disabledReason }: Contact) => ({
  id,
  contactMethod: method,
  to,
  enabled,
  ...(disabledReason && { disabledReason }),
});

export const contactView = ({ id, method, to, enabled, disabledReason }: Contact) => ({
  id,
  method,
  to,
  status: { enabled, ...(disabledReason && { disabledReason }) },
});

/** The short form of a notification rule, in lists and after changes. */
export const notificationRuleMeta = ({ id, name, actionType, order, enabled }: NotificationRule) => ({
  id,
  name,
  actionType,
  order,
  enabled,
});

/** A notification rule in a response. Fields that were not set are absent; deleted schedules are left out. */
export function notificationRuleView(rule: NotificationRule, formatTarget: TargetFormatter) {
  const schedules = rule.schedules
    .map((id) => formatTarget({ type: 'schedule', id }))
    .filter((schedule) => schedule.name !== undefined);
  return {
    ...notificationRuleMeta(rule),
    ...(rule.criteria && { criteria: criteriaView(rule.criteria) }),
    notificationTime: rule.notificationTime,
    ...(rule.timeRestriction && { timeRestriction: rule.timeRestriction }),
    steps: rule.steps.map((step) => stepView(rule, step)),
    ...(schedules.length > 0 && { schedules }),
    ...(rule.repeat && { repeat: rule.repeat }),
  };
}

export const stepView = (rule: NotificationRule, { id, contact, sendAfter, enabled }: NotificationStep) => ({
  _parent: { id: rule.id, name: rule.name },
  id,
  contact,
  ...(sendAfter && { sendAfter }),
  enabled,
});
