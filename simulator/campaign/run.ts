import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import type { Table } from '../../src/platform/table.ts';
import type { FaultPlan } from '../faults.ts';
import type { Random } from '../random.ts';
import { createSecondaryService } from '../secondary-service.ts';
import { createSimulatedService, type SimulatedService } from '../service.ts';
import type { Machine } from '../state-machine.ts';
import { checkInvariants, type InvariantReport } from './invariants.ts';
import { CONFIGURATION, provider, type Scenario } from './scenarios.ts';
import { checkSecondaryInvariants } from './secondary-invariants.ts';

/** After the scenario has come to its end: redelivered messages, the dead-letter queue, the reconciler. */
const AFTERMATH = 60;

export interface ScenarioRun extends AnyScenarioRun {
  /** What is left in the end, without what depends on when it happened. */
  readonly end: object;
  readonly service: SimulatedService;
}

/** What a run of any scenario gives. */
export interface AnyScenarioRun extends InvariantReport {
  readonly end: object;
  /** The ways from one state of the alert escalation to another that its executions took. */
  readonly transitions: ReadonlySet<string>;
  readonly service: {
    readonly simulation: SimulatedService['simulation'];
    readonly deliveries: readonly Pick<SimulatedService['deliveries'][number], 'at' | 'notificationId'>[];
  };
}

interface Place {
  readonly table?: Table;
  readonly accountId?: string;
  /** The definition that executions begin with, where it is not that of statemachines/. */
  readonly machine?: Machine;
  readonly onStart?: (service: AnyScenarioRun['service']) => void;
}

/** Runs any scenario. */
export const runScenario = (
  scenario: Scenario,
  plan: FaultPlan,
  random: Random,
  place: Place = {},
): Promise<AnyScenarioRun> =>
  scenario.secondary
    ? runSecondary(scenario, plan, random, place)
    : runPrimary(scenario, plan, random, place);

/** Runs a scenario of the functions that no alert waits for. */
function runSecondary(
  scenario: Scenario,
  plan: FaultPlan,
  random: Random,
  { table = createMemoryTable(), accountId = 'campaign', onStart = () => {} }: Place,
): Promise<AnyScenarioRun> {
  return withRandomChance(random, async () => {
    const service = await createSecondaryService({ accountId, table, random, plan });
    onStart(service);
    for (const { minute, method, path, body } of scenario.steps) {
      service.plan(minute, () => service.request(method, path, body));
    }
    await service.until(scenario.minutes + AFTERMATH);
    const queues = Object.values(service.queues);
    const redriven = queues.some((queue) => queue.dead().length > 0);
    for (const queue of queues) queue.redrive();
    await service.until(scenario.minutes + 2 * AFTERMATH);
    return { ...(await checkSecondaryInvariants(service, redriven)), transitions: new Set(), service };
  });
}

/**
 * Runs a scenario under the plan's faults and checks the invariants afterwards. All randomness, ids included, comes from
 * `random`: the same seed gives the same run.
 */
export async function runPrimary(
  scenario: Scenario,
  plan: FaultPlan,
  random: Random,
  { table = createMemoryTable(), accountId = 'campaign', machine, onStart = () => {} }: Place = {},
): Promise<ScenarioRun> {
  return withRandomChance(random, async () => {
    const service = await createSimulatedService({
      accountId,
      table,
      random,
      plan,
      configuration: CONFIGURATION,
      machine,
      provider,
    });
    onStart(service);
    for (const { minute, method, path, body } of scenario.steps) {
      service.plan(minute, () => service.request(method, path, body));
    }
    await service.until(scenario.minutes + AFTERMATH);
    const deadLetters = new Set(service.queue.dead().map(({ deduplicationId }) => deduplicationId));
    service.queue.redrive();
    await service.until(scenario.minutes + 2 * AFTERMATH);
    const transitions = new Set(
      [...service.executions.all.values()].flatMap((execution) => [...execution.transitions]),
    );
    const end = await readEndState(service);
    return { ...(await checkInvariants(service, deadLetters)), end, transitions, service };
  });
}

async function withRandomChance<T>(random: Random, what: () => Promise<T>): Promise<T> {
  const { randomUUID } = crypto;
  const { random: chance } = Math;
  crypto.randomUUID = random.uuid;
  syncBuiltinESMExports();
  Math.random = random.next;
  try {
    return await what();
  } finally {
    crypto.randomUUID = randomUUID;
    syncBuiltinESMExports();
    Math.random = chance;
  }
}

/** Alerts by alias and in the order of their creation, with their notes and who was notified of them. */
async function readEndState(service: SimulatedService): Promise<object> {
  const items = (await service.stored.items()).filter(({ pk }) =>
    pk.startsWith(`A#${service.accountId}#ALERT#`),
  );
  const gone = new Set(items.filter(({ sk }) => sk === 'STATE#DELETED').map(({ pk }) => pk));
  const alerts = items.filter(({ pk, sk }) => sk === 'STATE#ALERT' && !gone.has(pk));
  const notified = new Map(service.handedOut.map(({ request }) => [request.notificationId, request]));
  const ended = new Set(
    items
      .filter(({ sk, state }) => sk.startsWith('NOTIFICATION#') && state !== 'cancelled')
      .map(({ notificationId }) => notificationId),
  );
  return alerts
    .map((item) => ({ item, alert: item as unknown as Alert }))
    .sort((a, b) => a.alert.alias.localeCompare(b.alert.alias) || a.alert.createdAt - b.alert.createdAt)
    .map(({ item, alert }) => {
      const { alias, message, status, acknowledged, snoozed, owner, tags, responders } = alert;
      const notes = items.filter(({ pk, sk }) => pk === item.pk && sk.startsWith('NOTE#'));
      // Possible repeats are a consequence of a fault; checkInvariants looks at them.
      const mine = [...notified.values()].filter(
        ({ alertId, notificationId, repeatOf }) =>
          alertId === alert.id && ended.has(notificationId) && repeatOf === undefined,
      );
      const [events, pages] = [mine.filter(isOfEvent), mine.filter((each) => !isOfEvent(each))];
      const words = ({ event, userId, channel }: (typeof mine)[number]) => `${event} ${userId} ${channel}`;
      return {
        alias,
        message,
        status,
        acknowledged,
        snoozed,
        owner,
        tags,
        responders,
        notes: [...new Set(notes.map(({ note }) => note))],
        notified: pages.map(words).sort(),
        // A client that had no answer asks again, and so it happens twice.
        notifiedOfEvents: [...new Set(events.map(words))].sort(),
      };
    });
}

const isOfEvent = ({ condition }: { readonly condition: string }) => condition === 'always';
