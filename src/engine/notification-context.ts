import type { FlowLedger, Ledger, LedgerRecipient } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import {
  MAX_CONTEXT_PEOPLE,
  type NextRule,
  type NotificationContext,
  type NotifiedPerson,
} from '../domain/notifications/context.ts';
import type { NotificationRecord } from '../domain/notifications/model.ts';
import type { Instant } from '../platform/clock.ts';
import type { Evaluation } from './evaluation.ts';
import { isActive } from './flow-ledger.ts';
import { hasRestart } from './policy-restart.ts';

/** Since when notifications count as unanswered: earlier ones belong to a round that somebody has answered. */
const getRoundStart = ({ createdAt, restartedAt }: Alert): Instant => restartedAt ?? createdAt;

/** The recipients with those marked who were certainly sent a notification that asks for a response. */
export function withReached(
  recipients: Ledger['recipients'],
  alert: Alert,
  outcomes: readonly NotificationRecord[],
): Ledger['recipients'] {
  const start = getRoundStart(alert);
  const reached = { ...recipients };
  for (const { state, userId, updatedAt, about } of outcomes) {
    if (state !== 'sent' || !about || about.condition === 'always' || about.dueAt < start) continue;
    const before = reached[userId];
    if (!before || (before.reachedAt !== undefined && before.reachedAt >= start)) continue;
    reached[userId] = { ...before, reachedAt: updatedAt };
  }
  return reached;
}

/** Whom the flows and their branches notify next, the earliest. */
function findNext({ alert, now }: Evaluation, flows: ReadonlyMap<string, FlowLedger>): NextRule | undefined {
  const upcoming = alert.flows
    .filter((flow) => isActive(flow, alert))
    .flatMap(({ key }) => {
      const ledger = flows.get(key);
      const own = ledger && !ledger.finished ? ledger.nextRule : undefined;
      const branches = ledger?.branches?.filter(({ finished }) => !finished) ?? [];
      return [own, ...branches.map(({ nextRule }) => nextRule)];
    })
    .filter((next) => next !== undefined && next.at > now) as NextRule[];
  return upcoming.reduce<NextRule | undefined>(
    (first, each) => (first && first.at <= each.at ? first : each),
    undefined,
  );
}

/** Whether every rule of every responder has fired, and nothing begins again. */
function isPlanOver({ alert }: Evaluation, flows: ReadonlyMap<string, FlowLedger>): boolean {
  if (hasRestart(flows)) return false;
  return alert.flows.every(({ key }) => {
    const ledger = flows.get(key);
    return ledger?.finished === true && (ledger.branches ?? []).every(({ finished }) => finished);
  });
}

/**
 * Creates the contexts of the notifications of an evaluation. Call it before the evaluation records whom it notifies.
 * An acknowledged alert waits for nobody, so its notifications only say why the person gets them.
 */
export function createContexts(
  evaluation: Evaluation,
  flows: ReadonlyMap<string, FlowLedger>,
): (flow: Flow, recipient: LedgerRecipient) => NotificationContext | undefined {
  const { alert, recipients } = evaluation;
  const isAwaited = alert.status === 'open' && !alert.acknowledged;
  const start = getRoundStart(alert);
  const people = [...recipients].flatMap(([userId, { notifiedAt, reachedAt }]): NotifiedPerson[] => {
    if (notifiedAt === undefined || notifiedAt < start) return [];
    return [{ userId, ...(reachedAt !== undefined && reachedAt >= start && { at: reachedAt }) }];
  });
  people.sort((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY));
  const next = findNext(evaluation, flows);
  const plan = {
    ...(people[0]?.at !== undefined && { notifiedSince: people[0].at }),
    ...(next && { next }),
    ...(!next && isPlanOver(evaluation, flows) && { isLast: true as const }),
  };

  return (flow, { userId, origin, forwardedFrom }) => {
    const others = people.filter((each) => each.userId !== userId);
    const actorUserId = flow.kind === 'event' ? flow.actorUserId : undefined;
    const context: NotificationContext = {
      ...(origin && { origin }),
      ...(forwardedFrom !== undefined && { forwardedFrom }),
      ...(actorUserId !== undefined && { actorUserId }),
      ...(flow.kind !== 'event' &&
        isAwaited && {
          ...plan,
          ...(others.length > 0 && { notified: others.slice(0, MAX_CONTEXT_PEOPLE) }),
          ...(others.length > MAX_CONTEXT_PEOPLE && { moreNotified: others.length - MAX_CONTEXT_PEOPLE }),
        }),
    };
    return Object.keys(context).length > 0 ? context : undefined;
  };
}
