import type { LedgerRecipient, LedgerStep } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import { matches } from '../domain/kernel/criteria.ts';
import type { Duration } from '../domain/kernel/duration.ts';
import { isWithinRestriction } from '../domain/kernel/time-restriction.ts';
import type { Contact, NotificationStep, User } from '../domain/users/model.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../platform/clock.ts';

/** How often at most a notification rule's steps come again, where it says that they repeat. */
export const MAX_REPEATS = 20;

const UNIT: Readonly<Record<Duration['timeUnit'], number>> = { minutes: MINUTE, hours: HOUR, days: DAY };

/** Why a user is told nothing. */
export type UnreachableReason = 'no-rule' | 'no-contact' | 'blocked';

/**
 * How a user wants to be told of an event of the alert, from an instant on: by the first of their notification rules
 * for it, in order, that is enabled and that fits the alert and the time of day at the user's. Its steps are those
 * whose contact exists and is enabled. Where a policy has the alert's notifications begin `again`, a rule for that
 * (renotified-alert) comes before those for new alerts.
 */
export function planRecipient(
  user: User,
  event: AlertEvent,
  alert: Alert,
  startedAt: Instant,
  again = false,
): LedgerRecipient | UnreachableReason {
  if (user.blocked) return 'blocked';
  const fitting = [...user.notificationRules]
    .sort((a, b) => a.order - b.order)
    .filter(
      ({ enabled, criteria, timeRestriction }) =>
        enabled &&
        (!criteria || matches(criteria, alert)) &&
        (!timeRestriction || isWithinRestriction(timeRestriction, startedAt, user.timeZone)),
    );
  const rule =
    (again && fitting.find(({ actionType }) => actionType === 'renotified-alert')) ||
    fitting.find(({ actionType }) => actionType === event);
  if (!rule) return 'no-rule';
  const steps = getUsableSteps(rule.steps, user.contacts);
  const last = steps.at(-1);
  if (!last) return 'no-contact';
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

/** The steps of a rule that are enabled and whose contact exists and is enabled, by how long after they come. */
export function getUsableSteps(
  steps: readonly NotificationStep[],
  contacts: readonly Contact[],
): readonly LedgerStep[] {
  return steps
    .flatMap(({ id, enabled, contact: { method, to }, sendAfter }) => {
      const contact = contacts.find((each) => each.enabled && each.method === method && each.to === to);
      const delayMs = sendAfter ? sendAfter.timeAmount * UNIT[sendAfter.timeUnit] : 0;
      return enabled && contact ? [{ id, channel: method, contactId: contact.id, delayMs }] : [];
    })
    .sort((a, b) => a.delayMs - b.delayMs);
}

/** The events other than new alerts for which the user has a rule that could tell them of it. */
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

/** One step of a recipient that has come to its turn. */
export interface StepOccurrence {
  readonly step: LedgerStep;
  /** Which repetition of the steps it belongs to, from 0. */
  readonly repetition: number;
  readonly dueAt: Instant;
}

const stepsInAll = ({ steps, repeat }: LedgerRecipient) => steps.length * (1 + (repeat?.count ?? 0));

/** The recipient's step of that number, repetitions counted on; undefined after the last. */
export function findStepOccurrence(recipient: LedgerRecipient, number: number): StepOccurrence | undefined {
  if (number >= stepsInAll(recipient)) return undefined;
  const loop = Math.floor(number / recipient.steps.length);
  const step = recipient.steps[number % recipient.steps.length] as LedgerStep;
  return {
    step,
    repetition: loop,
    dueAt: recipient.startedAt + loop * (recipient.repeat?.intervalMs ?? 0) + step.delayMs,
  };
}

/**
 * The recipient with the repetitions passed over that are overdue when the next one is due already: after an outage
 * nobody gets the same message many times over.
 */
export function withoutMissedRepetitions(recipient: LedgerRecipient, now: Instant): LedgerRecipient {
  const { steps, repeat } = recipient;
  if (!repeat) return recipient;
  let loop = Math.floor(recipient.nextStep / steps.length);
  while (loop < repeat.count && recipient.startedAt + (loop + 1) * repeat.intervalMs <= now) loop++;
  return { ...recipient, nextStep: Math.max(recipient.nextStep, loop * steps.length) };
}

/** The turns of the recipient that are due, in order. */
export function getDueSteps(recipient: LedgerRecipient, now: Instant): readonly StepOccurrence[] {
  const due: StepOccurrence[] = [];
  for (let number = recipient.nextStep; ; number++) {
    const turn = findStepOccurrence(recipient, number);
    if (!turn || turn.dueAt > now) return due;
    due.push(turn);
  }
}

/**
 * The recipient with the next step brought forward to now, because a contact failed. Only within the steps' present
 * round: where all contacts fail, the repetition must not race through them.
 */
export function advanceNextStep(recipient: LedgerRecipient, now: Instant): LedgerRecipient {
  const next = findStepOccurrence(recipient, recipient.nextStep);
  if (!next || next.dueAt <= now || recipient.nextStep % recipient.steps.length === 0) return recipient;
  return { ...recipient, startedAt: recipient.startedAt - (next.dueAt - now) };
}
