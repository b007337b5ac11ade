import { ACCOUNT, ALERT_ID, alertFor, type Configuration, START } from '../../simulator/configuration.ts';
import { memoryTable } from '../../simulator/memory-table.ts';
import {
  type AlertActionMessage,
  type ExecutionInput,
  executionName,
} from '../../src/domain/alerts/action.ts';
import { getCancellationReason } from '../../src/domain/alerts/cancellation.ts';
import { emptyLedger, type Ledger, withNewRun } from '../../src/domain/alerts/ledger.ts';
import { type Alert, awake, type Flow } from '../../src/domain/alerts/model.ts';
import { repeated } from '../../src/domain/alerts/reducer/create.ts';
import { hasWork, rests } from '../../src/domain/alerts/reducer/flows.ts';
import { alertItem } from '../../src/domain/alerts/store/alert-item.ts';
import { ALL_RULES } from '../../src/domain/forwarding-rules/model.ts';
import type { Responder } from '../../src/domain/kernel/responder.ts';
import type {
  NotificationRecord,
  NotificationRequest,
  NotificationState,
} from '../../src/domain/notifications/model.ts';
import { type AssessOutput, createAssess } from '../../src/engine/assess-handler.ts';
import { createReconciler } from '../../src/engine/reconciler.ts';
import { readAlertState, toLedgerItem } from '../../src/engine/state-store.ts';
import { type Instant, MINUTE, SECOND } from '../../src/platform/clock.ts';
import { type ConfigurationType, configurationKey, notificationKey } from '../../src/platform/keys.ts';
import { logger } from '../../src/platform/logger.ts';
import type { Item } from '../../src/platform/table.ts';

const aDuplicate = (alert: Alert): Omit<AlertActionMessage, 'receivedAt'> => ({
  accountId: alert.accountId,
  requestId: `${alert.id}-${alert.count}`,
  target: { type: 'alias', value: alert.alias },
  action: {
    type: 'Create',
    message: alert.message,
    description: '',
    responders: [],
    visibleTo: [],
    actions: [],
    tags: [],
    details: {},
    entity: '',
    priority: alert.priority,
  },
  user: '',
  source: '',
  note: '',
  integration: alert.integration,
});

/** What goes wrong; each is asked at the moment and may answer differently each time. */
export interface Faults {
  /** The pass dies at this write (0: the first), or not at all. */
  readonly assessDiesAtWrite?: () => number | undefined;
  /** The execution dies before this notification of a batch (0: the first), or not at all. */
  readonly executionDiesBefore?: () => number | undefined;
  /** What a provider says; `dies`: the sender dies with the claim in its hands. */
  readonly provider?: (request: NotificationRequest) => 'sent' | 'rejected' | 'dies' | 'unreachable';
  /** The reconciler does not run this minute. */
  readonly reconcilerSleeps?: () => boolean;
  /** StopExecution fails. */
  readonly stopFails?: () => boolean;
}

/** A call of a provider. */
export interface Page {
  readonly at: Instant;
  readonly request: NotificationRequest;
}

interface Execution {
  readonly name: string;
  readonly input: ExecutionInput;
  wakeAt: Instant;
  status: 'running' | 'ended' | 'stopped' | 'dead';
  reason?: string;
}

logger.setLogLevel('SILENT');

class Died extends Error {}

const CLAIM = 45 * SECOND;

/**
 * The whole loop on a clock of its own: the real engine and reconciler over a table in memory, the state machine's
 * steps, senders that claim as the real ones do, and an alert worker that knows the actions that matter to the engine.
 */
export function createWorld(config: Configuration, faults: Faults = {}) {
  let now = START;
  let writesLeft: number | undefined;
  const table = memoryTable(() => {
    if (writesLeft !== undefined && writesLeft-- === 0) throw new Died();
  });
  const clock = () => now;
  const executions = new Map<string, Execution>();
  const pages: Page[] = [];
  const messages: AlertActionMessage[] = [];
  const handedOut: (Page & { readonly alert: Alert })[] = [];
  const outputs: AssessOutput[] = [];
  let transitions = 0;

  const put = (type: ConfigurationType, all: readonly { id: string }[] = []) => {
    for (const each of all) store({ ...configurationKey(ACCOUNT, type, each.id), ...each });
  };
  const store = (item: Item) => {
    table.items.set(`${item.pk}\n${item.sk}`, structuredClone(item));
  };
  put('USER', config.users);
  put('TEAM', config.teams);
  put('SCHEDULE', config.schedules);
  put('ESCALATION', config.escalations);
  put('NOTIFICATIONPOLICIES', config.policies);
  if (config.forwarding)
    store({
      ...configurationKey(ACCOUNT, 'FORWARDINGRULES', ALL_RULES),
      id: ALL_RULES,
      rules: config.forwarding,
    });

  const starter = {
    start: async (name: string, input: object) => {
      if (executions.has(name)) return;
      executions.set(name, { name, input: input as ExecutionInput, wakeAt: now, status: 'running' });
    },
    stop: async (name: string) => {
      if (faults.stopFails?.()) throw new Error('stop failed');
      const execution = executions.get(name);
      if (execution?.status === 'running') execution.status = 'stopped';
    },
  };
  const running = () =>
    [...executions.values()].filter(({ status }) => status === 'running').sort((a, b) => a.wakeAt - b.wakeAt);
  const list = {
    async *running() {
      yield running().map(({ name }) => name);
    },
  };
  const queue = {
    send: async (body: object) => {
      messages.push(body as AlertActionMessage);
    },
  };
  const assess = createAssess({ table, queue, executions: starter, clock });
  const reconcile = createReconciler({
    table,
    executions: { ...starter, ...list },
    clock,
    pause: async () => {},
  });

  const state = async () => {
    const { alert, ledger } = await readAlertState(table, ACCOUNT, ALERT_ID);
    return { alert, ledger };
  };

  /** Stores the alert as an action left it and does what follows from it, as the alert worker does. */
  async function change(next: Alert): Promise<void> {
    const { alert: before, ledger } = await state();
    const alert = { ...next, version: (before?.version ?? 0) + 1 };
    store(alertItem(alert));
    if (alert.run > (ledger?.run ?? 0) && hasWork(alert)) {
      const begun = withNewRun(ledger ?? emptyLedger(alert), alert.run, now);
      store(toLedgerItem(begun));
      await starter.start(executionName(alert, 0), {
        accountId: ACCOUNT,
        alertId: ALERT_ID,
        run: alert.run,
        continuation: 0,
      });
      if (ledger)
        await starter.stop(executionName({ ...alert, run: ledger.run }, ledger.continuation)).catch(() => {});
    } else if (ledger && rests(alert, ledger)) {
      await starter.stop(executionName({ ...alert, run: ledger.run }, ledger.continuation)).catch(() => {});
    }
  }

  const withRunAndFlows = (alert: Alert, flows: (run: number) => readonly Flow[]): Alert => {
    const run = alert.run + 1;
    return { ...alert, run, flows: flows(run) };
  };
  const anew = (alert: Alert) =>
    withRunAndFlows(alert, (run) =>
      alert.flows.map((flow) =>
        flow.kind === 'responder' ? { ...flow, run, startedAt: now, escalatedAt: [] } : flow,
      ),
    );
  const observed = async (
    event: 'acknowledged-alert' | 'closed-alert' | 'add-note',
    alert: Alert,
    actorUserId?: string,
  ) => {
    const { ledger } = await state();
    if (!ledger?.observers[event]?.length) return alert;
    return withRunAndFlows(alert, (run) => [
      ...alert.flows,
      {
        kind: 'event',
        event,
        key: `event:${event}:${run}`,
        run,
        startedAt: now,
        ...(actorUserId && { actorUserId }),
      },
    ]);
  };

  const actions = {
    create: (responders: readonly Responder[], wanted: Partial<Alert> = {}) =>
      change(alertFor(responders, wanted)),
    /** The alert comes again. */
    async repeat() {
      const { alert, ledger } = await state();
      if (alert?.status !== 'open') return;
      const message = { ...aDuplicate(alert), receivedAt: now };
      const again = repeated({ storedRun: alert.run, ...(ledger && { ledger }) }, alert, message);
      if ('log' in again) await change(again.alert);
    },
    async acknowledge(actorUserId?: string) {
      const { alert, ledger } = await state();
      if (alert?.status !== 'open' || (alert.acknowledged && !alert.snoozed)) return;
      const told = await observed('acknowledged-alert', { ...awake(alert), acknowledged: true }, actorUserId);
      await change(
        told.run === alert.run && !rests(told, ledger) ? withRunAndFlows(told, () => told.flows) : told,
      );
    },
    async unacknowledge() {
      const { alert } = await state();
      if (alert?.status !== 'open' || !alert.acknowledged) return;
      await change(anew({ ...awake(alert), acknowledged: false }));
    },
    async close() {
      const { alert } = await state();
      if (alert?.status !== 'open') return;
      const closed: Alert = { ...awake(alert), status: 'closed' };
      const events = closed.flows.filter(({ kind }) => kind === 'event');
      await change(await observed('closed-alert', { ...closed, flows: events }));
    },
    async snooze(minutes: number) {
      const { alert } = await state();
      if (alert?.status !== 'open') return;
      const snoozed = { ...alert, snoozed: true, snoozedUntil: now + minutes * MINUTE };
      const planned = withRunAndFlows(snoozed, () => alert.flows);
      await change({ ...planned, snoozedInRun: planned.run });
    },
    async addNote() {
      const { alert } = await state();
      if (alert) await change(await observed('add-note', alert));
    },
    async addResponder(target: Responder) {
      const { alert } = await state();
      const key = `${target.type}:${target.id}`;
      if (alert?.status !== 'open' || alert.flows.some((flow) => flow.key === key)) return;
      await change(
        withRunAndFlows(alert, (run) => [
          ...alert.flows,
          { kind: 'responder', key, target, run, startedAt: now, escalatedAt: [] },
        ]),
      );
    },
    async assign(userId: string) {
      const { alert } = await state();
      if (alert?.status !== 'open') return;
      await change(
        withRunAndFlows(alert, (run) => [
          ...alert.flows.filter(({ kind }) => kind !== 'owner'),
          { kind: 'owner', key: 'owner', userId, run, startedAt: now },
        ]),
      );
    },
    async escalate() {
      const { alert } = await state();
      if (alert?.status !== 'open') return;
      await change(
        withRunAndFlows(alert, () =>
          alert.flows.map((flow) =>
            flow.kind === 'responder' ? { ...flow, escalatedAt: [...flow.escalatedAt, now] } : flow,
          ),
        ),
      );
    },
  };

  /** The engine's own wishes come round through the queue. */
  async function apply({ action }: AlertActionMessage): Promise<void> {
    const { alert } = await state();
    if (!alert) return;
    if (action.type === 'EndSnooze' && alert.snoozed && alert.run === action.run) {
      await change(anew({ ...awake(alert), acknowledged: false }));
    }
    if (action.type === 'UnAcknowledge') await actions.unacknowledge();
    if (action.type === 'AutoClose' && alert.run === action.run) await actions.close();
  }

  async function send(request: NotificationRequest): Promise<'SENT' | 'VOID' | 'REJECTED'> {
    const { alert } = await state();
    const key = notificationKey(ACCOUNT, ALERT_ID, request.notificationId);
    const held = (await table.get(key)) as (Item & NotificationRecord) | undefined;
    const record = (as: NotificationState): void => {
      const { notificationId, channel, userId, contactId } = request;
      const failed = as === 'rejected' || as === 'undelivered' || as === 'unknown';
      const times = {
        claimedAt: now,
        until: now + CLAIM,
        updatedAt: now,
        ...(failed && { deadLetteredAt: now }),
      };
      store({ ...key, notificationId, channel, userId, contactId, ...times, state: as });
    };
    if (held && held.state !== 'retrying') {
      if (held.state === 'sent') return 'SENT';
      if (held.state === 'void') return 'VOID';
      // Another sender's claim: after its retries the state machine gives it up, and nobody knows.
      if (held.state === 'claimed') record('unknown');
      return 'REJECTED';
    }
    if (getCancellationReason(alert, request)) {
      record('void');
      return 'VOID';
    }
    const answer = faults.provider?.(request) ?? 'sent';
    if (answer === 'rejected' || answer === 'unreachable') {
      record(answer === 'rejected' ? 'rejected' : 'undelivered');
      return 'REJECTED';
    }
    record('claimed');
    pages.push({ at: now, request });
    if (answer === 'dies') throw new Died();
    record('sent');
    return 'SENT';
  }

  /** One pass of an execution, from Assess to the next wait. */
  async function step(execution: Execution): Promise<void> {
    for (;;) {
      let output: AssessOutput;
      writesLeft = faults.assessDiesAtWrite?.();
      transitions += 2;
      try {
        output = await assess(execution.input);
      } catch (error) {
        if (!(error instanceof Died)) throw error;
        // The task is retried, a second later.
        execution.wakeAt = now + SECOND;
        return;
      } finally {
        writesLeft = undefined;
      }
      outputs.push(output);
      if (output.decision === 'END') {
        transitions += 1;
        execution.status = 'ended';
        execution.reason = output.reason;
        return;
      }
      let rejected = false;
      if (output.decision === 'NOTIFY') {
        const { alert } = await state();
        const diesBefore = faults.executionDiesBefore?.();
        transitions += 2;
        for (const [index, request] of output.notifications.entries()) {
          if (alert) handedOut.push({ at: now, request, alert });
          if (diesBefore === index) {
            execution.status = 'dead';
            return;
          }
          transitions += 2;
          try {
            rejected = (await send(request)) === 'REJECTED' || rejected;
          } catch (error) {
            if (!(error instanceof Died)) throw error;
            execution.status = 'dead';
            return;
          }
        }
      }
      if (rejected) continue;
      if (!output.resumeAt) {
        execution.status = 'ended';
        execution.reason = output.reason;
        transitions += 1;
        return;
      }
      transitions += 1;
      execution.wakeAt = Math.max(now, Date.parse(output.resumeAt));
      return;
    }
  }

  /** Spares the reconciler the minutes in which it would find nothing. */
  const isToBeFound = async () => {
    const { ledger } = await state();
    const { dueAt = Number.POSITIVE_INFINITY } = ledger ?? {};
    return dueAt <= now - MINUTE || (ledger?.dueAt !== undefined && running().length === 0);
  };

  async function runUntil(until: Instant): Promise<void> {
    for (;;) {
      const message = messages.shift();
      if (message) {
        await apply(message);
        continue;
      }
      const minute = (Math.floor(now / MINUTE) + 1) * MINUTE;
      const [first] = running();
      const next = Math.min(first?.wakeAt ?? Number.POSITIVE_INFINITY, minute);
      if (next > until) break;
      now = Math.max(now, next);
      if (first && first.wakeAt <= next) await step(first);
      else if (!faults.reconcilerSleeps?.() && (await isToBeFound())) await reconcile();
    }
    now = until;
  }

  return {
    ...actions,
    table,
    pages,
    handedOut,
    outputs,
    executions,
    now: clock,
    /** Lets time pass, and everything happen, up to so many minutes after the start. */
    at: (minutes: number) => runUntil(START + minutes * MINUTE),
    /** The instant so many minutes after the start. */
    minute: (minutes: number) => START + minutes * MINUTE,
    /** Whatever is running dies without a word. */
    kill: () => {
      for (const execution of running()) execution.status = 'dead';
    },
    /** Changes the configuration. */
    configure: (type: ConfigurationType, changed: { readonly id: string }) => put(type, [changed]),
    alert: async () => (await state()).alert as Alert,
    ledger: async () => (await state()).ledger as Ledger,
    transitions: () => transitions,
    /** The pages as `minute name channel`, in the order in which they went out. */
    story: () =>
      pages.map(({ at, request }) => `${(at - START) / MINUTE} ${request.userId} ${request.channel}`),
    /** The lines that the engine wrote on the alert's log, in the order of time. */
    log: () =>
      [...table.items.values()]
        .filter(({ sk, type }) => sk.startsWith('LOG#') && type === 'system')
        .sort((a, b) => (a.sk < b.sk ? -1 : 1))
        .map(({ log }) => String(log)),
    reasons: () => [...executions.values()].map(({ status, reason }) => reason ?? status),
  };
}

export type World = ReturnType<typeof createWorld>;
