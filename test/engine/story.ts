import { type Configuration, START } from '../../simulator/configuration.ts';
import { type Fault, faultPlan, type Site } from '../../simulator/faults.ts';
import { seeded } from '../../simulator/random.ts';
import { createSimulatedService, type ProviderAnswer } from '../../simulator/service.ts';
import type { Machine } from '../../simulator/state-machine.ts';
import { listDuplicateLogItems } from '../../simulator/stored-alerts.ts';
import type { AlertAction, AlertTarget } from '../../src/domain/alerts/action.ts';
import { alertIdOfRequest } from '../../src/domain/alerts/ids.ts';
import type { Ledger } from '../../src/domain/alerts/ledger.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { readAlertState } from '../../src/domain/alerts/store/alert-state.ts';
import { findAlertRequestStatus } from '../../src/domain/alerts/store/request-status.ts';
import type { Priority } from '../../src/domain/kernel/priority.ts';
import type { Responder } from '../../src/domain/kernel/responder.ts';
import type { Channel, NotificationRequest } from '../../src/domain/notifications/model.ts';
import type { AssessOutput } from '../../src/engine/assess-handler.ts';
import { type Instant, MINUTE, SECOND } from '../../src/platform/clock.ts';
import { alertKey, type ConfigurationType, configurationKey, ledgerKey } from '../../src/platform/keys.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';

/** The faults of the story. Each function is called when its fault could happen, and may decide differently each time. */
export interface StoryFaults {
  /** Until then executions die as soon as they start, and the reconciler does not run. */
  readonly outageUntil?: StoryTime;
  /** The assess function dies at its nth write (0: the first); undefined: it does not. */
  readonly assessDiesAtWrite?: () => number | undefined;
  /** The execution dies before it sends the nth notification of a batch (0: the first); undefined: it does not. */
  readonly executionDiesBefore?: () => number | undefined;
  /** Whether the sender dies after it has claimed the notification and before it calls the provider. */
  readonly senderDiesBeforeCall?: () => boolean;
  /** The provider's answer to an attempt. */
  readonly provider?: (request: NotificationRequest) => ProviderAnswer;
  /** The reconciler does not run this minute. */
  readonly reconcilerSleeps?: () => boolean;
  /** What an assess function of another release answers instead. */
  readonly changeAssessOutput?: (output: AssessOutput) => AssessOutput;
  /** StopExecution fails, and so do its retries. */
  readonly stopFails?: () => boolean;
}

/** The settings of the story's alert. `teamId`: the team of the key by which it is created. */
export interface WantedAlert {
  readonly priority?: Priority;
  readonly message?: string;
  readonly tags?: readonly string[];
  readonly actions?: readonly string[];
  readonly visibleTo?: readonly Responder[];
  readonly teamId?: string;
  readonly suppressNotifications?: boolean;
  /** The type of the integration that creates the alert; API if absent. */
  readonly integrationType?: string;
}

/** Minutes since the start of the story, as a number or as hours and minutes (`00:05`). */
export type StoryTime = number | `${number}:${number}`;

const ACCOUNT = 'account-1';
const ALIAS = 'disk';
const INTEGRATION = { id: 'integration', name: 'API', type: 'API' };

/** Retries of StopExecution after the first attempt. */
const STOP_RETRIES = 2;

const toMinutes = (time: StoryTime): number => {
  if (typeof time === 'number') return time;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

export const toInstant = (time: StoryTime): Instant => START + toMinutes(time) * MINUTE;

const pad = (value: number) => String(value).padStart(2, '0');

/** Hours and minutes since the start of the story; seconds too unless they are zero. */
function formatTime(at: Instant): string {
  const seconds = Math.floor((at - START) / SECOND);
  const time = `${pad(Math.floor(seconds / 3_600))}:${pad(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 ? time : `${time}:${pad(seconds % 60)}`;
}

/** A message of the outbox. */
export const formatDelivery = (at: Instant, channel: Channel, userId: string): string =>
  `${formatTime(at)} ${channel} to ${userId}`;

/**
 * One alert on a simulated clock: the real alert worker, engine, senders, reconciler and state machine. Only waits take
 * time, so every notification is sent at the minute at which it is due. Executions begin with
 * `machine`, or with the definition of statemachines/.
 */
export async function startStory(configuration: Configuration, faults: StoryFaults = {}, machine?: Machine) {
  const table = createMemoryTable();
  const assessments: AssessOutput[] = [];
  let writesUntilDeath: number | undefined;
  let sendsUntilDeath: number | undefined;
  let stopFailuresLeft = 0;
  let requests = 0;
  let created: AlertAction;

  function decideFault({ who, kind, operation }: Site): Fault | undefined {
    if (who === 'Assess' && kind === 'write' && writesUntilDeath !== undefined) {
      return writesUntilDeath-- === 0 ? 'crash' : undefined;
    }
    if (kind === 'provider' && faults.senderDiesBeforeCall?.()) return 'crash';
    if (operation !== 'StepFunctions.StopExecution') return undefined;
    if (stopFailuresLeft > 0) stopFailuresLeft--;
    else if (faults.stopFails?.()) stopFailuresLeft = STOP_RETRIES;
    else return undefined;
    return 'error';
  }

  const outageEnd = toInstant(faults.outageUntil ?? 0);
  const isOutage = () => service.simulation.now() < outageEnd;

  const service = await createSimulatedService({
    accountId: ACCOUNT,
    table,
    // Retries wait for half of their maximum.
    random: { ...seeded('story'), next: () => 0.5 },
    plan: faultPlan((_, site) => decideFault(site)),
    configuration,
    machine,
    timing: 'instant',
    onAssess(output) {
      assessments.push(output);
      sendsUntilDeath = output.decision === 'NOTIFY' ? faults.executionDiesBefore?.() : undefined;
    },
    beforeTask(_, resource) {
      if (resource.includes('Assess')) {
        writesUntilDeath = faults.assessDiesAtWrite?.();
        return isOutage() ? 'abort' : undefined;
      }
      if (!resource.includes('Send') || sendsUntilDeath === undefined) return undefined;
      return sendsUntilDeath-- === 0 ? 'abort' : undefined;
    },
    ...(faults.changeAssessOutput && { changeAssessOutput: faults.changeAssessOutput }),
    ...(faults.provider && { provider: faults.provider }),
    skipsReconciler: () => isOutage() || (faults.reconcilerSleeps?.() ?? false),
  });
  const { simulation, deliveries } = service;
  const alertId = alertIdOfRequest(ACCOUNT, 'request-1');

  function enqueue(
    action: AlertAction,
    {
      by = '',
      note = '',
      teamId,
      byAlias = false,
      integrationType,
    }: {
      readonly by?: string | undefined;
      readonly byAlias?: boolean;
      readonly note?: string;
      readonly teamId?: string | undefined;
      readonly integrationType?: string | undefined;
    } = {},
  ): void {
    const target: AlertTarget =
      action.type === 'Create' || byAlias ? { type: 'alias', value: ALIAS } : { type: 'id', value: alertId };
    service.enqueue(
      {
        accountId: ACCOUNT,
        requestId: `request-${++requests}`,
        receivedAt: simulation.now(),
        target,
        action,
        user: by && `${by}@example.com`,
        source: '',
        note,
        integration: { ...INTEGRATION, ...(integrationType && { type: integrationType }) },
        ...(teamId && { teamId }),
      },
      ALIAS,
    );
  }

  const until = (time: StoryTime) => simulation.runUntil(toInstant(time));

  const readState = () => readAlertState(table, ACCOUNT, alertId);

  /** Puts actions into the queue. Nothing works on them before time passes. */
  const send = {
    create(responders: readonly Responder[], { teamId, integrationType, ...wanted }: WantedAlert = {}): void {
      created = {
        type: 'Create',
        message: 'The disk is full',
        alias: ALIAS,
        description: '',
        responders,
        visibleTo: [],
        actions: [],
        tags: [],
        details: {},
        entity: '',
        priority: 'P3',
        ...wanted,
      };
      enqueue(created, { teamId, integrationType });
    },
    /** The same alert is created again, and counted. */
    repeat: () => enqueue(created),
    acknowledge: (by?: string) => enqueue({ type: 'Acknowledge' }, { by }),
    unacknowledge: () => enqueue({ type: 'UnAcknowledge' }),
    close: (by?: string) => enqueue({ type: 'Close' }, { by }),
    snooze: (minutes: number) => enqueue({ type: 'Snooze', until: simulation.now() + minutes * MINUTE }),
    setPriority: (priority: Priority) => enqueue({ type: 'UpdatePriority', priority }),
    addTeam: (id: string) => enqueue({ type: 'AddTeam', team: { id } }),
    see: (userId: string) => enqueue({ type: 'MarkSeen', userId }, { by: userId }),
    delete: () => enqueue({ type: 'Delete' }),
    customAction: (name: string) => enqueue({ type: 'CustomAction', name }),
    addNote: (by?: string) => enqueue({ type: 'AddNote' }, { by, note: 'Looking into it' }),
    acknowledgeByAlias: () => enqueue({ type: 'Acknowledge' }, { byAlias: true }),
    addResponder: (responder: Responder) => enqueue({ type: 'AddResponder', responder }),
    assign: (userId: string, by?: string) =>
      enqueue({ type: 'AssignOwnership', owner: { id: userId } }, { by }),
    escalate: (escalationId: string) => enqueue({ type: 'EscalateToNext', escalation: { id: escalationId } }),
  };

  type Actions = {
    readonly [K in keyof typeof send]: (...args: Parameters<(typeof send)[K]>) => Promise<void>;
  };

  const actions = (before: () => Promise<void>): Actions =>
    Object.fromEntries(
      Object.entries(send).map(([name, action]) => [
        name,
        async (...args: never[]) => {
          await before();
          (action as (...all: never[]) => void)(...args);
          await simulation.runUntil(simulation.now());
        },
      ]),
    ) as unknown as Actions;

  const outbox = (from: Instant, to: Instant) =>
    deliveries
      .filter(({ at }) => at >= from && at <= to)
      .map(({ at, request }) => formatDelivery(at, request.channel, request.userId));

  return {
    /** Holds everything of the account. */
    table,
    send,
    /** Does one thing to the alert now, and waits for its effects at this minute. */
    ...actions(() => Promise.resolve()),
    /** Lets time pass until then, does one thing to the alert, and waits for its effects at that minute. */
    at: (time: StoryTime): Actions => actions(() => until(time)),
    /** Lets time pass until then, whatever is due at that minute included. */
    until,
    now: simulation.now,
    /** The messages that the providers accepted, in order: `00:02 sms to jane`. */
    outbox: {
      all: () => outbox(0, Number.POSITIVE_INFINITY),
      between: (from: StoryTime, to: StoryTime) => outbox(toInstant(from), toInstant(to)),
    },
    deliveries,
    /** Every notification that the engine handed to a sender, with the alert as it was before and after. */
    handedOut: service.handedOut,
    /** The decisions of Assess, in order. */
    assessments,
    executions: service.executions,
    killExecutions: () => service.executions.killAll(),
    /** The reason with which each execution ended, or its status. */
    endings: () => [...service.executions.all.values()].map(({ status, output }) => output ?? status),
    transitions: () =>
      [...service.executions.all.values()].reduce((sum, { states }) => sum + states.length, 0),
    alert: async () => (await readState()).alert as Alert,
    /** Changes the stored alert, as a worker does that lost a race with the engine. */
    async overwriteAlert(change: Partial<Alert>): Promise<void> {
      const item = await table.get(alertKey(ACCOUNT, alertId));
      if (item) await table.put({ ...item, ...change });
    },
    /** Changes the stored ledger, as if the run had gone another way. */
    async overwriteLedger(change: Partial<Ledger>): Promise<void> {
      const item = await table.get(ledgerKey(ACCOUNT, alertId));
      if (item) await table.put({ ...item, ...change });
    },
    /** The messages in the dead-letter queue of notifications. */
    deadLetters: () => [...service.deadLetters.values()],
    /** The states that the nth execution (0: the first) entered, in order. */
    states: (execution = 0) => [...service.executions.all.values()][execution]?.states ?? [],
    alertId,
    /** The status of the last request. */
    lastStatus: () => findAlertRequestStatus(table, ACCOUNT, `request-${requests}`, simulation.now()),
    ledger: async () => (await readState()).ledger as Ledger,
    /** The engine's entries in the alert's log, oldest first. */
    log: () =>
      [...table.items.values()]
        .filter(({ sk, type, owner }) => sk.startsWith('LOG#') && type === 'system' && owner === 'System')
        .sort((a, b) => (a.sk < b.sk ? -1 : 1))
        .map(({ log }) => String(log)),
    /** All entries of the alert's log, oldest first. */
    entries: () =>
      [...table.items.values(), ...listDuplicateLogItems(ACCOUNT, [...table.items.values()])]
        .filter(({ sk, log }) => sk.startsWith('LOG#') && log !== undefined)
        .sort((a, b) => (a.sk < b.sk ? -1 : 1))
        .map(({ log }) => String(log)),
    /** The stored records of notifications. */
    notifications: () => [...table.items.values()].filter(({ sk }) => sk.startsWith('NOTIFICATION#')),
    configure: (type: ConfigurationType, changed: { readonly id: string }) => service.put(type, [changed]),
    removeConfiguration: (type: ConfigurationType, id: string) =>
      table.delete(configurationKey(ACCOUNT, type, id)),
  };
}

export type Story = Awaited<ReturnType<typeof startStory>>;
