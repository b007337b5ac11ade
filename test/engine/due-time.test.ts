import { alertFor, person, START } from '../../simulator/configuration.ts';
import { emptyLedger, withNewRun } from '../../src/domain/alerts/ledger.ts';
import { assess } from '../../src/engine/assess.ts';
import { emptySnapshot } from '../../src/engine/configuration-snapshot.ts';
import { DUE_TOLERANCE } from '../../src/engine/decision.ts';
import { SECOND } from '../../src/platform/clock.ts';

const alert = alertFor([{ type: 'user', id: 'jane' }]);
const ledger = withNewRun(emptyLedger(alert), 1, START);
const config = {
  ...emptySnapshot(),
  user: new Map([['jane', person('jane')]]),
  policies: new Map([['global', null]]),
  forwarding: new Map([['all', null]]),
  settings: new Map([['settings', null]]),
};

/** The time at which the reconciler checks notifications that are handed out now, if the ledger is overdue by `milliseconds`. */
function dueAfter(milliseconds: number): number | undefined {
  const now = START + milliseconds;
  const result = assess({ alert, ledger: { ...ledger, dueAt: START }, config, outcomes: [], now });
  if (result.kind !== 'decision') throw new Error(`It needs ${JSON.stringify(result.refs)}`);
  expect(result.notifications).toHaveLength(1);
  return result.ledger.dueAt;
}

test.each([0, 1, 9_999])('a ledger that has been due for %d ms keeps its due time', (milliseconds) => {
  expect(dueAfter(milliseconds)).toBe(START);
});

test.each([10_000, 60_000])('a ledger that has been due for %d ms becomes due anew', (milliseconds) => {
  expect(dueAfter(milliseconds)).toBe(START + milliseconds);
});

test('the tolerance leaves senders most of the minute after which the reconciler steps in', () => {
  expect(DUE_TOLERANCE).toBeLessThanOrEqual(15 * SECOND);
});
