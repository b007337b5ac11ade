import {
  describeReason,
  REASON_CODES,
  type ReasonCode,
  type StoryReason,
} from '../../../src/domain/alert-story/reasons.ts';
import {
  CANCELLATION_REASONS,
  DEAD_END_REASONS,
  END_REASONS,
  RECIPIENT_PROBLEMS,
  SKIPPED_STEP_REASONS,
  SUPPRESSION_REASONS,
  UNREACHABLE_REASONS,
  WAIT_REASONS,
} from '../../../src/domain/notifications/reasons.ts';

/** A value for every placeholder of a sentence. */
const DETAILS = {
  policies: ['Quiet nights'],
  until: 7,
  threshold: 5,
  team: 'Ops',
  rule: 'P1 only',
  conditions: ['priority equals P1'],
  schedule: 'Rota',
  by: 'Escalation Ladder',
  to: 'Omar Haddad',
  reason: 'Storm of test alerts',
  detail: 'the provider answered 400',
};

const describe = (code: string) =>
  describeReason({ code, ...DETAILS } as StoryReason, 'Jane Doe', (at) => `instant ${at}`);

test.each([
  ...new Set([
    ...WAIT_REASONS,
    ...SUPPRESSION_REASONS,
    ...END_REASONS,
    ...CANCELLATION_REASONS,
    ...UNREACHABLE_REASONS,
    ...SKIPPED_STEP_REASONS,
    ...DEAD_END_REASONS,
    ...RECIPIENT_PROBLEMS,
  ]),
])('the reason %s of the engine has a sentence', (code) => {
  expect(REASON_CODES).toContain(code satisfies ReasonCode);
});

test.each(REASON_CODES)('the sentence of %s is a whole one, without a placeholder', (code) => {
  const sentence = describe(code);
  expect(sentence).toMatch(/^[A-Z].*[a-z0-9"]\.$/);
  expect(sentence).not.toMatch(/undefined|\[object|NaN|\$\{/);
});

test('no two reasons have the same sentence', () => {
  const sentences = REASON_CODES.map(describe);
  expect(new Set(sentences).size).toBe(sentences.length);
});

test('a sentence names the policy, the person and the time', () => {
  expect(describe('DelayedByPolicy')).toBe(
    'Policy "Quiet nights" holds the notifications back until instant 7.',
  );
  expect(describe('UserMuted')).toBe('Jane Doe has muted notifications or has quiet hours until instant 7.');
  expect(describe('Forwarded')).toBe('The notifications of Jane Doe are forwarded to Omar Haddad.');
});
