import type { LedgerRecipient, LedgerStep } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import { matchesCriteria } from '../domain/kernel/criteria.ts';
import { toMilliseconds } from '../domain/kernel/duration.ts';
import { isWithinRestriction } from '../domain/kernel/time-restriction.ts';
import { CHANNELS, type Channel } from '../domain/notifications/model.ts';
import type { SkippedStepReason, UnreachableReason } from '../domain/notifications/reasons.ts';
import { isContactUsable, isContactVerified } from '../domain/users/contact-verification.ts';
import type { Contact, NotificationRule, NotificationStep, User } from '../domain/users/model.ts';
import { getMuteEnd } from '../domain/users/mute-and-quiet-hours.ts';
import { type Instant, MINUTE } from '../platform/clock.ts';
import { attempt, readEach } from './isolation.ts';

/** The most repetitions of a repeating notification rule. */
export const MAX_REPEATS = 20;

/** When a rule fires for a user, and what came before. */
export interface FiringTimes {
  /** The instant for which rules and their time restrictions are chosen. */
  readonly at: Instant;
  /** Step delays count from here. */
  readonly dueAt: Instant;
  /** Whether the user has been notified of the alert before. */
  readonly again: boolean;
}

/**
 * Plans the notification of a user of an event: the steps of the first of their notification rules, in order, that is
 * enabled, is for the event, and matches the alert and the time of day in the user's zone. Only steps with an enabled
 * and verified contact count. If the user has been notified of the alert before (`again`), a rule for renotified-alert takes precedence
 * over those for new alerts. Steps that fall into a mute or the quiet hours of the user move to the end, and later ones
 * keep their distance; events after the alert's start are left out then. Source: Opsgenie's notification preferences.
 */
export function planRecipient(
  user: User,
  event: AlertEvent,
  alert: Alert,
  { at, dueAt, again }: FiringTimes,
): LedgerRecipient | UnreachableReason {
  if (user.blocked) return 'UserBlocked';
  const rule = findNotificationRule(user, event, alert, { at, again });
  if (!rule) return 'NoNotificationRule';
  const usable = getUsableSteps(rule.steps, user.contacts);
  if (usable.length === 0) {
    const isUnverified = (step: NotificationStep) =>
      findUsableContact(step, user.contacts) === 'ContactNotVerified';
    return rule.steps.some(isUnverified) ? 'NoVerifiedContact' : 'NoUsableContact';
  }
  const isWorthWaiting = event === 'create-alert' || event === 'assigned-alert';
  if (!isWorthWaiting && getMuteEnd(user, alert.tags, at) > at) return 'UserMuted';
  const { startedAt, steps } = deferMutedSteps(user, alert.tags, usable, { at, dueAt });
  const last = steps.at(-1) as LedgerStep;
  const repeats = rule.repeat?.enabled && event === 'create-alert';
  return {
    userId: user.id,
    notificationRuleId: rule.id,
    startedAt,
    steps,
    ...(repeats && {
      repeat: {
        intervalMs: last.delayMs + Math.max(rule.repeat.loopAfter, 1) * MINUTE,
        count: MAX_REPEATS,
      },
    }),
    nextStep: 0,
  };
}

/** The user's notification rule that applies to the event, the alert and the time; undefined if none does. */
function findNotificationRule(
  user: User,
  event: AlertEvent,
  alert: Alert,
  { at, again }: Pick<FiringTimes, 'at' | 'again'>,
): NotificationRule | undefined {
  const applicable = [...user.notificationRules]
    .sort((a, b) => a.order - b.order)
    .filter(
      ({ enabled, criteria, timeRestriction }) =>
        enabled &&
        (!criteria || matchesCriteria(criteria, alert)) &&
        (!timeRestriction || isWithinRestriction(timeRestriction, at, user.timeZone)),
    );
  return (
    (again &&
      event === 'create-alert' &&
      applicable.find(({ actionType }) => actionType === 'renotified-alert')) ||
    applicable.find(({ actionType }) => actionType === event)
  );
}

/** A step of the notification rule that applies, and why it is left out. */
export interface SkippedStep {
  readonly channel: Channel;
  readonly reason: SkippedStepReason;
}

/** The steps that {@link planRecipient} leaves out of the notification rule that applies, and why. */
export function listSkippedSteps(
  user: User,
  event: AlertEvent,
  alert: Alert,
  times: Pick<FiringTimes, 'at' | 'again'>,
): readonly SkippedStep[] {
  const steps = findNotificationRule(user, event, alert, times)?.steps ?? [];
  return steps.flatMap((step) => {
    const usable = findUsableContact(step, user.contacts);
    return typeof usable === 'string' ? [{ channel: step.contact.method, reason: usable }] : [];
  });
}

/**
 * Plans the notification of a user whose notification rules cannot be evaluated: all enabled and verified contacts at once,
 * e-mail first. A contact that cannot be read is left out. A user who is blocked is not notified.
 */
export function planDefaultContacts(
  userId: string,
  user: User,
  startedAt: Instant,
): LedgerRecipient | UnreachableReason {
  if (attempt(() => user.blocked) === true) return 'UserBlocked';
  const steps = readEach(
    () => user.contacts,
    (contact): LedgerStep | undefined =>
      isContactUsable(contact)
        ? { id: `default-${contact.id}`, channel: contact.method, contactId: contact.id, delayMs: 0 }
        : undefined,
  ).toSorted((a, b) => CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel));
  if (steps.length === 0) return 'NoUsableContact';
  return { userId, notificationRuleId: 'default-contacts', startedAt, steps, nextStep: 0 };
}

/** The steps with those that fall into a mute or quiet hours moved to the end; later steps keep their distance. */
function deferMutedSteps(
  user: User,
  tags: readonly string[],
  steps: readonly LedgerStep[],
  { at, dueAt }: Pick<FiringTimes, 'at' | 'dueAt'>,
): Pick<LedgerRecipient, 'startedAt' | 'steps'> {
  let shift = 0;
  const times = steps.map(({ delayMs }) => {
    const due = dueAt + delayMs + shift;
    const earliest = Math.max(due, at);
    const end = getMuteEnd(user, tags, earliest);
    if (end > earliest) shift += end - due;
    return dueAt + delayMs + shift;
  });
  const startedAt = (times[0] ?? dueAt) - (steps[0]?.delayMs ?? 0);
  return {
    startedAt,
    steps: steps.map((step, i) => ({ ...step, delayMs: (times[i] ?? startedAt) - startedAt })),
  };
}

/** The enabled steps of a rule whose contact exists and may be used, in the order of their delays. */
export function getUsableSteps(
  steps: readonly NotificationStep[],
  contacts: readonly Contact[],
): readonly LedgerStep[] {
  return steps
    .flatMap((step) => {
      const contact = findUsableContact(step, contacts);
      if (typeof contact === 'string') return [];
      const delayMs = step.sendAfter ? toMilliseconds(step.sendAfter) : 0;
      return [{ id: step.id, channel: step.contact.method, contactId: contact.id, delayMs }];
    })
    .sort((a, b) => a.delayMs - b.delayMs);
}

/** The contact of a step, or why the step is left out. */
function findUsableContact(
  { enabled, contact: { method, to } }: NotificationStep,
  contacts: readonly Contact[],
): Contact | SkippedStepReason {
  if (!enabled) return 'StepDisabled';
  const named = contacts.filter((each) => each.method === method && each.to === to);
  if (named.length === 0) return 'ContactMissing';
  const enabledContacts = named.filter((each) => each.enabled);
  if (enabledContacts.length === 0) return 'ContactDisabled';
  return enabledContacts.find(isContactVerified) ?? 'ContactNotVerified';
}

/** The events, other than new alerts, for which the user has a rule that can reach them. */
export function getObservedEvents(user: User): readonly AlertEvent[] {
  const events: readonly AlertEvent[] = ['acknowledged-alert', 'closed-alert', 'add-note'];
  return user.blocked
    ? []
    : events.filter((event) =>
        user.notificationRules.some(
          ({ actionType, enabled, steps }) =>
            enabled && actionType === event && getUsableSteps(steps, user.contacts).length > 0,
        ),
      );
}

/** One execution of a step of a recipient's notification rule. */
export interface StepOccurrence {
  readonly step: LedgerStep;
  /** The repetition of the rule's steps, from 0. */
  readonly repetition: number;
  readonly dueAt: Instant;
}

const countSteps = ({ steps, repeat }: LedgerRecipient) => steps.length * (1 + (repeat?.count ?? 0));

/** The recipient's step at an index counted across repetitions; undefined after the last. */
export function findStepOccurrence(recipient: LedgerRecipient, number: number): StepOccurrence | undefined {
  if (number >= countSteps(recipient)) return undefined;
  const loop = Math.floor(number / recipient.steps.length);
  const step = recipient.steps[number % recipient.steps.length] as LedgerStep;
  return {
    step,
    repetition: loop,
    dueAt: recipient.startedAt + loop * (recipient.repeat?.intervalMs ?? 0) + step.delayMs,
  };
}

/**
 * The recipient without the overdue repetitions whose successor is already due: after an outage nobody gets the same
 * message many times.
 */
export function withoutMissedRepetitions(recipient: LedgerRecipient, now: Instant): LedgerRecipient {
  const { steps, repeat } = recipient;
  if (!repeat) return recipient;
  let loop = Math.floor(recipient.nextStep / steps.length);
  while (loop < repeat.count && recipient.startedAt + (loop + 1) * repeat.intervalMs <= now) loop++;
  return { ...recipient, nextStep: Math.max(recipient.nextStep, loop * steps.length) };
}

/** The steps of the recipient that are due, in order. */
export function getDueSteps(recipient: LedgerRecipient, now: Instant): readonly StepOccurrence[] {
  const due: StepOccurrence[] = [];
  for (let number = recipient.nextStep; ; number++) {
    const occurrence = findStepOccurrence(recipient, number);
    if (!occurrence || occurrence.dueAt > now) return due;
    due.push(occurrence);
  }
}

/**
 * The recipient with the next step advanced to now, because a contact failed. Only within the current repetition:
 * otherwise a user whose contacts all fail would run through all repetitions at once.
 */
export function advanceNextStep(recipient: LedgerRecipient, now: Instant): LedgerRecipient {
  const next = findStepOccurrence(recipient, recipient.nextStep);
  if (!next || next.dueAt <= now || recipient.nextStep % recipient.steps.length === 0) return recipient;
  return { ...recipient, startedAt: recipient.startedAt - (next.dueAt - now) };
}
