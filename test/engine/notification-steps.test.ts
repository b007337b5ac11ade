import { aRule, person } from '../../simulator/configuration.ts';
import type { LedgerRecipient } from '../../src/domain/alerts/ledger.ts';
import {
  advanceNextStep,
  findStepOccurrence,
  getDueSteps,
  getObservedEvents,
  withoutMissedRepetitions,
} from '../../src/engine/notification-steps.ts';
import { MINUTE } from '../../src/platform/clock.ts';

/** Steps at 0 and 4 minutes, coming again every 10 minutes, three times. */
const repeating = (next: number): LedgerRecipient => ({
  userId: 'jane',
  notificationRuleId: 'rule',
  startedAt: 0,
  steps: [
    { id: 'first', channel: 'email', contactId: 'e', delayMs: 0 },
    { id: 'second', channel: 'sms', contactId: 's', delayMs: 4 * MINUTE },
  ],
  repeat: { intervalMs: 10 * MINUTE, count: 3 },
  nextStep: next,
});

const minutesDue = (recipient: LedgerRecipient, minute: number) =>
  getDueSteps(recipient, minute * MINUTE).map(({ dueAt, step }) => [dueAt / MINUTE, step.id]);

test('steps run in order, repeat as often as the rule says, and end', () => {
  const turns = Array.from({ length: 9 }, (_, number) => findStepOccurrence(repeating(0), number));
  expect(turns.map((turn) => turn && turn.dueAt / MINUTE)).toEqual([0, 4, 10, 14, 20, 24, 30, 34, undefined]);
  expect(turns.map((turn) => turn?.repetition)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, undefined]);
});

test('a step is due exactly at its time', () => {
  expect(minutesDue(repeating(0), 4)).toEqual([
    [0, 'first'],
    [4, 'second'],
  ]);
  expect(getDueSteps(repeating(0), 4 * MINUTE - 1)).toHaveLength(1);
});

test('after an outage a repetition is skipped if the next one is already due', () => {
  expect(minutesDue(withoutMissedRepetitions(repeating(1), 25 * MINUTE), 25)).toEqual([
    [20, 'first'],
    [24, 'second'],
  ]);
  expect(withoutMissedRepetitions(repeating(1), 9 * MINUTE).nextStep).toBe(1);
  expect(withoutMissedRepetitions(repeating(7), 300 * MINUTE).nextStep).toBe(7);
  expect(minutesDue(withoutMissedRepetitions(repeating(0), 300 * MINUTE), 300)).toHaveLength(2);
});

test('a failed contact advances the next step to now and the later ones with it, but no repetition', () => {
  const forward = advanceNextStep(repeating(1), MINUTE);
  expect(minutesDue(forward, 1)).toEqual([[1, 'second']]);
  expect((findStepOccurrence(forward, 2)?.dueAt ?? 0) / MINUTE).toBe(7);
  expect(advanceNextStep(repeating(2), 5 * MINUTE)).toEqual(repeating(2));
  expect(advanceNextStep(repeating(1), 5 * MINUTE)).toEqual(repeating(1));
});

test('a user observes the events for which one of their rules can reach them', () => {
  const watching = (actionType: 'add-note' | 'closed-alert', enabled: boolean) =>
    aRule('jane', [['email', 0]], { actionType, enabled });
  const jane = {
    ...person('jane'),
    notificationRules: [
      watching('add-note', true),
      watching('closed-alert', false),
      aRule('jane', [], { actionType: 'acknowledged-alert' }),
    ],
  };
  expect(getObservedEvents(jane)).toEqual(['add-note']);
  expect(getObservedEvents({ ...jane, blocked: true })).toEqual([]);
});
