import type { ListElement } from '../client/operation-types.ts';
import { createObservable } from '../client/request-state.ts';
import type { AlertAction } from './action.ts';

export type AlertSummary = ListElement<'GET /v2/alerts'>;

/** How an alert will look when the service has applied an action that it has accepted. */
type Expectation = Partial<
  Pick<AlertSummary, 'acknowledged' | 'status' | 'snoozed' | 'snoozedUntil' | 'owner' | 'priority'>
>;

/** The service applies an accepted action within a second or two. After this time the page shows what the service says. */
const LONGEST_MS = 15_000;

/** The expected state of alerts, by id, until the service shows it. */
export const expectations = createObservable<ReadonlyMap<string, Expectation>>(new Map());

export function expectResult(action: AlertAction, id: string): void {
  const expectation = toExpectation(action);
  if (!expectation) return;
  expectations.set(new Map(expectations.get()).set(id, { ...expectations.get().get(id), ...expectation }));
  setTimeout(() => forgetExpectation(id), LONGEST_MS);
}

export function forgetExpectation(id: string): void {
  if (!expectations.get().has(id)) return;
  const rest = new Map(expectations.get());
  rest.delete(id);
  expectations.set(rest);
}

function toExpectation(action: AlertAction): Expectation | undefined {
  switch (action.type) {
    case 'acknowledge':
      return { acknowledged: true };
    case 'unacknowledge':
      return { acknowledged: false };
    case 'close':
      return { status: 'closed' };
    case 'snooze':
      return { snoozed: true, snoozedUntil: new Date(action.until).toISOString() };
    case 'assign':
      return { owner: action.owner };
    case 'priority':
      return { priority: action.priority };
    case 'tag':
    case 'untag':
    case 'detail':
    case 'remove-detail':
    case 'note':
    case 'escalate':
    case 'add-responder':
    case 'custom':
      return undefined;
  }
}

/** The alert as it is expected to be. */
export const withExpectation = <Alert extends AlertSummary>(
  alert: Alert,
  expectation: Expectation | undefined,
): Alert => (expectation ? { ...alert, ...expectation } : alert);

/** Whether the service shows what was expected. */
export const isFulfilled = (alert: AlertSummary, expectation: Expectation): boolean =>
  Object.entries(expectation).every(
    ([name, value]) => name === 'snoozedUntil' || alert[name as keyof AlertSummary] === value,
  );
