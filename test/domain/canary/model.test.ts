import { fateOf, IN_TIME } from '../../../src/domain/canary/model.ts';
import type { NotificationRecord } from '../../../src/domain/notifications/model.ts';

test.each<[string, Partial<NotificationRecord>[], object]>([
  ['nothing was handed out', [], { kind: 'lost', state: 'none' }],
  ['a sender died at it', [{ state: 'unknown' }], { kind: 'lost', state: 'unknown' }],
  ['sent at once', [{ state: 'sent', updatedAt: 1_500 }], { kind: 'arrived', tookMs: 500 }],
  ['sent late', [{ state: 'sent', updatedAt: 1_001 + IN_TIME }], { kind: 'late', tookMs: IN_TIME + 1 }],
])('%s', (_, records, fate) => {
  const canary = { requestId: 'r', alertId: 'a', sentAt: 1_000 };
  expect(fateOf(canary, records as NotificationRecord[])).toEqual(fate);
});
