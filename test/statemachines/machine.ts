import { readFileSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';
import { ACCOUNT, type Configuration, START } from '../../simulator/configuration.ts';
import { type ExecutionInput, executionName } from '../../src/domain/alerts/action.ts';
import { emptyLedger, type Ledger, withNewRun } from '../../src/domain/alerts/ledger.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { alertItem } from '../../src/domain/alerts/store/alert-item.ts';
import { CHANNELS, type Channel, type NotificationRequest } from '../../src/domain/notifications/model.ts';
import { type AssessInvocation, createAssess } from '../../src/engine/assess-handler.ts';
import { readAlertState, toLedgerItem } from '../../src/engine/state-store.ts';
import { type Instant, MINUTE } from '../../src/platform/clock.ts';
import { configurationKey } from '../../src/platform/keys.ts';
import { logger } from '../../src/platform/logger.ts';
import type { Table } from '../../src/platform/table.ts';
import {
  createFailureRecorder,
  type FailedSendInput,
} from '../../src/senders/alert-notifications/record-failure.ts';
import { createAlertSender } from '../../src/senders/alert-notifications/sender.ts';

logger.setLogLevel('SILENT');

/** The file as it is deployed, with ARNs for its substitutions. */
export function definition(): object {
  const text = readFileSync('statemachines/alert-escalation.asl.json', 'utf8');
  return JSON.parse(
    text.replace(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:eu-central-1:123456789012:function:$1'),
  );
}

const SEND_STATE: Readonly<Record<Channel, string>> = {
  email: 'SendEmail',
  sms: 'SendSms',
  voice: 'SendVoice',
  mobile: 'SendPush',
  webhook: 'SendWebhook',
};

/** What the provider is told: which step, of whom. */
export interface ProviderCall {
  readonly minute: number;
  readonly userId: string;
  readonly channel: Channel;
}

type Execution = ReturnType<StateMachine['run']>;

interface Run {
  readonly execution: Execution;
  readonly states: string[];
  readonly ended: Promise<unknown>;
}

class Stopped extends Error {}

/** What an execution comes back to Assess with. */
interface Waited {
  resumeAt?: string | undefined;
  rejected: boolean;
}

/** Where the interpreter says its executions are. */
const EXECUTIONS = 'arn:aws:states:eu-central-1:123456789012:execution:alert-escalation';

/**
 * The state machine's file in an interpreter, its tasks done by the real handlers over a table, and only the
 * providers made up. Waits take no time: on waking, the clock stands at the time waited for.
 */
export function createMachine(
  table: Table,
  provider: (call: ProviderCall) => void = () => {},
  { stopFails = false } = {},
) {
  let now = START;
  const calls: ProviderCall[] = [];
  const parked: object[] = [];
  const requests: object[] = [];
  const runs = new Map<string, Run>();
  const stopped = new Set<string>();
  const plans: { readonly at: Instant; readonly what: () => Promise<void> }[] = [];
  const clock = () => now;
  const minute = () => (now - START) / MINUTE;

  const executions = {
    async start(name: string, input: object) {
      if (runs.has(name)) return;
      const waited: Waited = { rejected: false };
      const overrides = {
        taskResourceLocalHandlers: {
          ...tasks,
          Assess: assessIn(name, waited),
          RecordFailure: failing(waited),
          ParkUndelivered: failing(waited),
        } as never,
        waitTimeOverrides: { WaitUntil: 0 },
        retryIntervalOverrides: Object.fromEntries(
          ['Assess', ...Object.values(SEND_STATE), 'RecordFailure', 'ParkUndelivered'].map((state) => [
            state,
            0,
          ]),
        ),
      };
      const machine = new StateMachine(definition() as never);
      const execution = machine.run(structuredClone(input) as never, {
        overrides,
        noThrowOnAbort: true,
        context: { Execution: { Id: `${EXECUTIONS}:${name}`, Name: name } } as never,
      });
      const states: string[] = [];
      const watching = (async () => {
        for await (const event of execution.eventLogs) {
          if (event.type === 'StateEntered') states.push(event.state.name);
        }
      })().catch(() => {});
      const ended = execution.result.then(async (result) => {
        await watching;
        return result;
      });
      runs.set(name, { execution, states, ended });
    },
    async stop(name: string) {
      if (stopFails) throw new Error('Step Functions does not answer');
      stopped.add(name);
      runs.get(name)?.execution.abort();
    },
  };
  const toQueue = (list: object[]) => ({ send: async (body: object) => void list.push(body) });
  const assess = createAssess({ table, queue: toQueue(requests), executions, clock });

  /** Waking after a wait: what people planned until then happens first, at its time. */
  async function wakeAt(at: Instant): Promise<void> {
    for (const plan of plans.splice(0).sort((a, b) => a.at - b.at)) {
      if (plan.at > at) plans.push(plan);
      else {
        now = Math.max(now, plan.at);
        await plan.what();
      }
    }
    now = Math.max(now, at);
  }

  /** The task Assess of one execution. A stopped execution takes no answer any more. */
  const assessIn = (name: string, waited: Waited) => async (input: AssessInvocation) => {
    if (waited.resumeAt && !waited.rejected) await wakeAt(Date.parse(waited.resumeAt));
    if (stopped.has(name)) throw new Stopped();
    const output = await assess(input);
    waited.resumeAt = output.resumeAt;
    waited.rejected = false;
    return output;
  };

  /** After a failure an execution does not wait. */
  const failing = (waited: Waited) => async (input: FailedSendInput) => {
    const result = await undelivered(input);
    if (result === 'REJECTED') waited.rejected = true;
    return result;
  };

  const undelivered = createFailureRecorder({ table, deadLetters: toQueue(parked), clock });
  const tasks: Record<string, (input: never) => Promise<unknown>> = {
    ...Object.fromEntries(
      CHANNELS.map((channel) => [
        SEND_STATE[channel],
        (request: NotificationRequest) =>
          createAlertSender<string, undefined>({
            table,
            clock,
            links: async () => 'https://tocsin.example.com/link',
            composer: { channel, parseAddress: (to) => to, compose: () => undefined },
            provider: async () => {
              const call = { minute: minute(), userId: request.userId, channel };
              provider(call);
              calls.push(call);
              return 'provider-id';
            },
          })(request),
      ]),
    ),
  };

  return {
    calls,
    parked,
    requests,
    runs,
    executions,
    /** The calls that the provider took, as `minute name channel`. */
    story: () => calls.map((call) => `${call.minute} ${call.userId} ${call.channel}`),
    async configure({ users = [], teams = [], schedules = [], escalations = [] }: Configuration) {
      const items = [
        ...users.map((each) => ({ ...configurationKey(ACCOUNT, 'USER', each.id), ...each })),
        ...teams.map((each) => ({ ...configurationKey(ACCOUNT, 'TEAM', each.id), ...each })),
        ...schedules.map((each) => ({ ...configurationKey(ACCOUNT, 'SCHEDULE', each.id), ...each })),
        ...escalations.map((each) => ({ ...configurationKey(ACCOUNT, 'ESCALATION', each.id), ...each })),
      ];
      await table.batchPut(items);
    },
    /** Plans what somebody does to the alert, so many minutes after the start. */
    plan(minutes: number, what: () => Promise<void>) {
      plans.push({ at: START + minutes * MINUTE, what });
    },
    /** Stores the alert with its run begun and starts its execution. */
    async begin(alert: Alert, wanted: Partial<Ledger> = {}) {
      await table.batchPut([
        alertItem(alert),
        toLedgerItem({ ...withNewRun(emptyLedger(alert), alert.run, now), ...wanted }),
      ]);
      const input: ExecutionInput = {
        accountId: ACCOUNT,
        alertId: alert.id,
        run: alert.run,
        continuation: 0,
      };
      await executions.start(executionName(alert, 0), input);
    },
    /** Changes the alert and stops the execution of its run, as the alert worker does where nothing goes on. */
    async change(alert: Alert, change: Partial<Alert>) {
      const { alert: stored } = await readAlertState(table, ACCOUNT, alert.id);
      await table.put(alertItem({ ...(stored ?? alert), ...change }));
      await executions.stop(executionName(alert, 0)).catch(() => {});
    },
    /** The output of the execution once it has ended; `null` where it was stopped. */
    outputOf: async (alert: Alert, part = 0) => runs.get(executionName(alert, part))?.ended,
    /** The states that the execution entered, in order. */
    statesOf: (alert: Alert, part = 0) => runs.get(executionName(alert, part))?.states ?? [],
    ledgerOf: async (alert: Alert) => (await readAlertState(table, ACCOUNT, alert.id)).ledger as Ledger,
  };
}
