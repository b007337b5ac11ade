import { getCanaryResult, MAX_DURATION } from '../../../src/domain/canary/model.ts';
import type { NotificationRecord } from '../../../src/domain/notifications/model.ts';

test.each<[string, Partial<NotificationRecord>[], object]>([
  ['nothing was handed out', [], { kind: 'lost', state: 'none' }],
  ['a sender died at it', [{ state: 'unknown' }], { kind: 'lost', state: 'unknown' }],
  ['sent at once', [{ state: 'sent', updatedAt: 1_500 }], { kind: 'arrived', tookMs: 500 }],
  [
    'sent late',
    [{ state: 'sent', updatedAt: 1_001 + MAX_DURATION }],
    { kind: 'late', tookMs: MAX_DURATION + 1 },
  ],
])('%s', (_, records, expected) => {
  const canary = { requestId: 'r', alertId: 'a', sentAt: 1_000 };
  expect(getCanaryResult(canary, records as NotificationRecord[])).toEqual(expected);
});
