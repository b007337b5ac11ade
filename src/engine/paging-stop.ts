import { describeStop, findActiveStop, getStopEnd, type PagingStop } from '../domain/accounts/paging-stop.ts';
import { type AccountSettings, SETTINGS_ID } from '../domain/accounts/settings.ts';
import type { BranchLedger, FlowLedger, Ledger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { type Instant, MINUTE, toIso } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { ConfigurationLookup } from './configuration-snapshot.ts';
import type { EngineLogEntry, Evaluation, WakeUp } from './evaluation.ts';
import { getFlowLedger } from './flow-ledger.ts';
import { attempt, createReport, isolate } from './isolation.ts';

/**
 * How often a held alert is evaluated, so that paging goes on soon after somebody resumed it. The end that was set is met
 * exactly.
 */
export const HELD_CHECK_INTERVAL = MINUTE;

/** Whether the evaluation may notify somebody, so that it must know whether paging is stopped. */
const mayNotify = (alert: Alert, ledger: Ledger): boolean =>
  ledger.held !== undefined ||
  ledger.pending.length > 0 ||
  alert.flows.some((flow) => {
    const { finished, fired, branches } = getFlowLedger(ledger, flow);
    return !finished || fired.length > 0 || (branches?.length ?? 0) > 0;
  });

/**
 * The settings of the account if the evaluation may notify somebody. `null`: there are none, or nobody may be notified.
 * Undefined: they must be read first.
 */
export const findSettings = (
  lookup: ConfigurationLookup,
  alert: Alert,
  ledger: Ledger,
): AccountSettings | null | undefined =>
  mayNotify(alert, ledger) ? lookup.find('settings', SETTINGS_ID) : null;

/** An evaluation while paging is stopped: the ledger to keep, and when to evaluate again; absent if nothing can follow. */
export interface HeldEvaluation {
  readonly flows: Map<string, FlowLedger>;
  readonly held: NonNullable<Ledger['held']>;
  readonly wakeUp?: WakeUp;
}

/**
 * Holds an alert while paging is stopped. Its flows stay where they are, and events about it (acknowledged, closed, note
 * added) notify nobody, also not later. Undefined if paging is not stopped, or if that cannot be told.
 */
export const holdAlert = (
  evaluation: Evaluation,
  settings: AccountSettings | null | undefined,
  ledger: Ledger,
): HeldEvaluation | undefined =>
  isolate(
    () => {
      const stop = findActiveStop(settings, evaluation.now);
      return stop && hold(evaluation, stop, ledger);
    },
    (error) => {
      const log = 'The paging stop of the account could not be evaluated; people are notified.';
      createReport(evaluation, evaluation.alert.createdAt)('paging stop', log, error);
      return undefined;
    },
  );

function hold({ alert, now, logEntries }: Evaluation, stop: PagingStop, ledger: Ledger): HeldEvaluation {
  const flows = new Map(
    alert.flows.map((flow): [string, FlowLedger] => {
      const stored = getFlowLedger(ledger, flow);
      return [flow.key, flow.kind === 'event' ? { ...stored, fired: [], finished: true } : stored];
    }),
  );
  const held = { since: ledger.held?.since ?? stop.startedAt, until: stop.until };
  const isKnown = ledger.held?.since === held.since && ledger.held.until === held.until;
  if (!isKnown && alert.status === 'open') logEntries.push(toStopEntry(alert, stop));
  return {
    flows,
    held,
    ...(alert.status === 'open' && {
      wakeUp: {
        at: Math.min(stop.until, now + HELD_CHECK_INTERVAL),
        reason: 'PagingStopped' as const,
        detail: `paging is stopped until ${toIso(stop.until)}`,
      },
    }),
  };
}

/** One entry for each stop: a later end overwrites it. */
const toStopEntry = (alert: Alert, stop: PagingStop): EngineLogEntry => ({
  id: derivedId('paging-stopped', alert.id, String(stop.startedAt)),
  at: Math.max(stop.startedAt, alert.createdAt),
  log: `${describeStop(stop)}. Nobody is notified until then.`,
  fact: { kind: 'paging-stopped', until: stop.until, by: stop.by, reason: stop.reason },
});

/**
 * The ledger of an alert that was held, now that paging goes on: its flows stood still while it was stopped. A flow that
 * began in the meantime begins when paging goes on.
 */
export function withPagingResumed(
  { alert, now, logEntries }: Evaluation,
  settings: AccountSettings | null,
  ledger: Ledger,
): Ledger {
  const { held, ...rest } = ledger;
  if (!held) return ledger;
  const stop = attempt(() => settings?.pagingStop);
  const stopEnd = stop && attempt(() => (stop.startedAt >= held.since ? getStopEnd(stop) : undefined));
  const end = Math.min(now, stopEnd ?? held.until);
  const resumedBy = stop && attempt(() => (stop.resumedAt === end ? stop.resumedBy : undefined));
  logEntries.push({
    id: derivedId('paging-resumed', alert.id, String(held.since)),
    at: end,
    log: `Paging goes on${resumedBy === undefined ? '' : `: ${resumedBy} resumed it`}.`,
    fact: { kind: 'paging-resumed' },
  });
  const shift = (at: Instant) => (at < held.since ? at + end - held.since : Math.max(at, end));
  return {
    ...rest,
    flows: Object.fromEntries(Object.entries(rest.flows).map(([key, flow]) => [key, shiftFlow(flow, shift)])),
    pending: rest.pending.map((notification) => ({ ...notification, dueAt: shift(notification.dueAt) })),
  };
}

type Shift = (at: Instant) => Instant;

const shiftFlow = (flow: FlowLedger, shift: Shift): FlowLedger => ({
  ...flow,
  roundStartedAt: shift(flow.roundStartedAt),
  ...(flow.firstStartedAt !== undefined && { firstStartedAt: shift(flow.firstStartedAt) }),
  ...(flow.branches && { branches: flow.branches.map((branch) => shiftBranch(branch, shift)) }),
  fired: flow.fired.map((rule) => ({
    ...rule,
    firedAt: shift(rule.firedAt),
    recipients: rule.recipients.map((recipient) => ({ ...recipient, startedAt: shift(recipient.startedAt) })),
  })),
});

const shiftBranch = (branch: BranchLedger, shift: Shift): BranchLedger => ({
  ...branch,
  startedAt: shift(branch.startedAt),
  roundStartedAt: shift(branch.roundStartedAt),
});
