import { MINUTE } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { noFaults } from '../faults.ts';
import { seeded } from '../random.ts';
import { createSimulatedService, type SimulatedService } from '../service.ts';
import { checkInvariants } from './invariants.ts';
import { CONFIGURATION, provider } from './scenarios.ts';

/** So many alerts are there in each. */
export const ALERTS = 30;
const LIFE = 90;

/** Alerts that come over half an hour, and of which nobody takes any. */
async function createKilledService(seed: string) {
  const random = seeded(seed);
  const service = await createSimulatedService({
    accountId: 'killed',
    table: createMemoryTable(),
    random,
    plan: noFaults(),
    configuration: CONFIGURATION,
    provider,
  });
  for (let i = 0; i < ALERTS; i++) {
    const escalation = random.pick(['ladder', 'rounds', 'mary-only']);
    service.plan(random.next() * 30, () =>
      service.request('POST', '/v2/alerts', {
        message: `Alert ${i}`,
        alias: `alert-${i}`,
        responders: [{ type: 'escalation', id: escalation }],
      }),
    );
  }
  return { service, random };
}

/** Who is notified of which alert by which channel, and how often. */
const listNotifications = (service: SimulatedService): readonly string[] => {
  const aliases = new Map(service.stored.versions.map(({ alertId, alert }) => [alertId, alert?.alias]));
  const requests = new Map(service.handedOut.map(({ request }) => [request.notificationId, request]));
  return service.deliveries
    .map(({ notificationId }) => requests.get(notificationId)!)
    .map(({ alertId, userId, channel }) => `${aliases.get(alertId)} ${userId} ${channel}`)
    .sort();
};

export interface Killed {
  readonly kills: number;
  /** The longest time until a killed execution had a successor, in milliseconds. */
  readonly longest: number;
  /** Who was notified of what, with executions being killed and without. */
  readonly notified: readonly string[];
  readonly notifiedUndisturbed: readonly string[];
  readonly invariants: Awaited<ReturnType<typeof checkInvariants>>;
}

/** Alerts whose executions are stopped at random, through the API of Step Functions, while the reconciler runs. */
export async function killedAtRandom(seed: string): Promise<Killed> {
  const { service: alone } = await createKilledService(seed);
  await alone.until(2 * LIFE);

  const { service, random } = await createKilledService(seed);
  const killedAt = new Map<string, number>();
  /** Alerts whose execution was killed and has no successor yet: since when, and how many executions they had. */
  const awaitingRestart = new Map<string, { readonly since: number; readonly executions: number }>();
  const listExecutions = (id: string) =>
    [...service.executions.all.values()].filter(({ input }) => input.alertId === id).length;
  let kills = 0;
  let longest = 0;
  for (let second = 0; second < LIFE * 60; second++) {
    service.plan(second / 60, () => {
      const now = service.simulation.now();
      const due = service.stored.dueAlerts();
      for (const [alertId, { since, executions }] of awaitingRestart) {
        if (listExecutions(alertId) > executions || !due.includes(alertId)) awaitingRestart.delete(alertId);
        else longest = Math.max(longest, now - since);
      }
      for (const { name, input } of service.executions.running()) {
        // Each gets time to be found before it is killed again.
        const rested = now - (killedAt.get(input.alertId) ?? 0) > 3 * MINUTE;
        if (!rested || random.below(300) > 0) continue;
        service.executions.stop(name);
        killedAt.set(input.alertId, now);
        awaitingRestart.set(input.alertId, { since: now, executions: listExecutions(input.alertId) });
        kills++;
      }
    });
  }
  await service.until(2 * LIFE);

  return {
    kills,
    longest,
    notified: listNotifications(service),
    notifiedUndisturbed: listNotifications(alone),
    invariants: await checkInvariants(service, new Set()),
  };
}
