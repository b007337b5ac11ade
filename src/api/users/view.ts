import type { TargetFormatter } from '../../domain/directory/directory.ts';
import { criteriaView } from '../../domain/kernel/criteria-schema.ts';
import type { NotificationRecord, NotificationState } from '../../domain/notifications/model.ts';
import type {
  Contact,
  ContactVerification,
  NotificationRule,
  NotificationStep,
  User,
} from '../../domain/users/model.ts';
import { type Instant, toIso } from '../../platform/clock.ts';

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
const userContactView = ({ id, method, to, name, enabled, disabledReason, verification }: Contact) => ({
  id,
  contactMethod: method,
  to,
  ...(name && { name }),
  enabled,
  ...(disabledReason && { disabledReason }),
  verification: verificationView(verification),
});

export const contactView = ({ id, method, to, name, enabled, disabledReason, verification }: Contact) => ({
  id,
  method,
  to,
  ...(name && { name }),
  status: { enabled, ...(disabledReason && { disabledReason }) },
  verification: verificationView(verification),
});

/** A contact without the attribute is from before there was verification: verified by an administrator, at an unknown time. */
function verificationView(
  verification: ContactVerification = { state: 'verified', how: 'administrator', at: 0, by: '' },
) {
  if (verification.state === 'unverified') return { state: verification.state };
  const { state, how, at, by } = verification;
  return { state, method: how, ...(at > 0 && { at: toIso(at), by }) };
}

/** A message to a contact, such as a test, and what has become of it. */
export function contactMessageView(id: string, requestedAt: Instant, record: NotificationRecord | undefined) {
  const reason = record?.reason;
  return {
    id,
    state: record ? MESSAGE_STATES[record.state] : ('queued' as const),
    ...(reason && { reason }),
    requestedAt: toIso(requestedAt),
    ...(record && { updatedAt: toIso(record.updatedAt) }),
  };
}

/** The states that a client sees. A message that was given up on is rejected, like one that its provider refused. */
const MESSAGE_STATES = {
  claimed: 'sending',
  retrying: 'sending',
  sent: 'sent',
  rejected: 'rejected',
  undelivered: 'rejected',
  cancelled: 'rejected',
  unknown: 'unknown',
} as const satisfies Readonly<Record<NotificationState, string>>;

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
