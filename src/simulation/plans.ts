import type { AlertPlan, AlertStories, StoryPerson } from '../domain/alert-story/model.ts';
import { readNames } from '../domain/alert-story/read-material.ts';
import type { StoryReason } from '../domain/alert-story/reasons.ts';
import { getEndReason } from '../domain/alert-story/summary.ts';
import type { Ledger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { readAlertState } from '../domain/alerts/store/alert-state.ts';
import { toLedger } from '../domain/alerts/store/ledger-store.ts';
import type { NotificationRequest } from '../domain/notifications/model.ts';
import { createBoundedMap } from '../platform/bounded-map.ts';
import { DAY, type Instant, MINUTE } from '../platform/clock.ts';
import { ledgerKey } from '../platform/keys.ts';
import { logger } from '../platform/logger.ts';
import { createOverlayTable } from '../platform/overlay-table.ts';
import type { Table } from '../platform/table.ts';
import { type AlertRunResult, runAlert } from './run-alert.ts';

/** How far a plan looks ahead. */
const HORIZON = DAY;

/** Attempts that reach nobody (contacts that cannot be used) end a plan after so many. */
const MAX_ATTEMPTS = 20;

/** How long a plan is kept while alert and ledger stay as they are: configuration may change meanwhile. */
const KEPT_MS = MINUTE;

const CACHE_ENTRIES = 2_000;

/** How many alerts go on in memory at a time. */
const PARALLEL = 8;

interface KeptPlan {
  readonly plan: AlertPlan;
  readonly workedOutAt: Instant;
}

/**
 * Creates the planner of lists. It lets each alert go on in memory, as its story does, but only to its next notification. A
 * plan is kept while the alert, its ledger and the time allow, so that most calls read the ledgers in one batch and no more.
 */
export function createAlertPlanner(table: Table): AlertStories['plan'] {
  const kept = createBoundedMap<KeptPlan>(CACHE_ENTRIES);

  async function planOne(
    overlay: Table,
    alert: Alert,
    ledger: Ledger | undefined,
    now: Instant,
  ): Promise<AlertPlan | undefined> {
    const key = [alert.accountId, alert.id, alert.version, ledger?.version].join(' ');
    const known = kept.get(key);
    if (known && isCurrent(known, now)) return known.plan;
    try {
      const plan = await workOut(overlay, alert, ledger, now);
      kept.set(key, { plan, workedOutAt: now });
      return plan;
    } catch (error) {
      logger.warn('What comes next for an alert could not be worked out.', {
        accountId: alert.accountId,
        alertId: alert.id,
        error: error instanceof Error ? error.name : 'unknown',
      });
      return undefined;
    }
  }

  return async (alerts, now) => {
    // Each item of the configuration is read once for all alerts.
    const overlay = createOverlayTable(table);
    const items = await overlay.batchGet(alerts.map(({ accountId, id }) => ledgerKey(accountId, id)));
    const ledgers = new Map(items.map(toLedger).map((ledger) => [ledger.alertId, ledger]));
    const plans: AlertPlan[] = [];
    const waiting = [...alerts];
    const work = async () => {
      for (let alert = waiting.shift(); alert; alert = waiting.shift()) {
        const plan = await planOne(overlay, alert, ledgers.get(alert.id), now);
        if (plan) plans.push(plan);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return plans;
  };
}

const isCurrent = ({ plan, workedOutAt }: KeptPlan, now: Instant): boolean =>
  now - workedOutAt < KEPT_MS && (plan.next === undefined || plan.next.at > now);

async function workOut(
  overlay: Table,
  alert: Alert,
  ledger: Ledger | undefined,
  now: Instant,
): Promise<AlertPlan> {
  const { accountId, id } = alert;
  const run: AlertRunResult = ledger
    ? await runAlert({
        table: overlay,
        accountId,
        start: now,
        until: now + HORIZON,
        maxNotifications: MAX_ATTEMPTS,
        messages: [],
        resume: { alert, ledger },
        stopsAtFirst: true,
      })
    : { complete: true, at: now };
  const { sent = [] } = run;
  const last = await readAlertState(overlay, accountId, id);
  const reason =
    sent.length > 0 ? findHold(last.ledger, run.at, now) : findEnd(last.alert ?? alert, last.ledger, run);
  return {
    alertId: id,
    since: ledger?.evaluatedAt ?? alert.createdAt,
    hasReached: last.ledger?.hasReached === true,
    ...(sent.length > 0 && { next: { at: run.at, people: await readPeople(overlay, accountId, sent, now) } }),
    ...(reason && { reason }),
  };
}

async function readPeople(
  overlay: Table,
  accountId: string,
  sent: readonly NotificationRequest[],
  now: Instant,
): Promise<readonly (StoryPerson & Pick<NotificationRequest, 'channel'>)[]> {
  const mentioned = sent.map(({ userId }) => ({ type: 'user', id: userId }));
  const names = await readNames(overlay, accountId, mentioned, { now, timeZone: 'UTC' });
  return sent.map(({ userId, channel }) => ({ ...names.getPerson(userId), channel }));
}

/** The policy that holds back what is due at `at`, if one does so at present. */
function findHold(ledger: Ledger | undefined, at: Instant, now: Instant): StoryReason | undefined {
  const holds = Object.values(ledger?.flows ?? {}).flatMap(({ policy }) =>
    policy?.delayedUntil !== undefined && policy.delayedUntil > now && policy.delayedUntil <= at
      ? [{ policies: policy.policyNames, until: policy.delayedUntil }]
      : [],
  );
  const first = holds.toSorted((a, b) => a.until - b.until)[0];
  return first && { code: 'DelayedByPolicy', ...first };
}

/** Why nobody is notified any more, or not within the horizon. */
function findEnd(alert: Alert, ledger: Ledger | undefined, run: AlertRunResult): StoryReason {
  if (!run.complete) return { code: 'LimitReached' };
  const flows = Object.values(ledger?.flows ?? {});
  const routed = flows.find(({ routedToNobody }) => routedToNobody);
  if (routed && flows.every(({ routedToNobody }) => routedToNobody)) {
    const rule = routed.route?.rule;
    return { code: 'RoutedToNobody', ...(rule !== undefined && { rule }) };
  }
  return getEndReason(alert, ledger, run.endReason);
}
