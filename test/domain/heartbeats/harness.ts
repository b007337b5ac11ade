import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { createCheckDueHeartbeats } from '../../../src/domain/heartbeats/check-due-heartbeats.ts';
import { checkHeartbeat } from '../../../src/domain/heartbeats/check-heartbeat.ts';
import {
  type Heartbeat,
  heartbeatId,
  needsCheck,
  withEnabledAt,
  withNextCheck,
} from '../../../src/domain/heartbeats/model.ts';
import { createCheckScheduler } from '../../../src/domain/heartbeats/schedule-checks.ts';
import {
  CHECK_HORIZON,
  findCheckBefore,
  type ScheduledChecksInput,
  scheduleChecks,
} from '../../../src/domain/heartbeats/scheduled-checks.ts';
import type { HeartbeatStore } from '../../../src/domain/heartbeats/store.ts';
import { type Instant, SECOND } from '../../../src/platform/clock.ts';
import type { Queue } from '../../../src/platform/queue.ts';
import { NOON } from '../../support/builders.ts';

export function aHeartbeat(wanted: Partial<Heartbeat> = {}): Heartbeat {
  const name = wanted.name ?? 'Backup';
  return {
    id: heartbeatId(name),
    version: 1,
    accountId: 'acc',
    name,
    description: '',
    interval: 5,
    intervalUnit: 'minutes',
    enabled: true,
    alertTags: [],
    alertPriority: 'P3',
    createdBy: 'request',
    ...wanted,
  };
}

/** Heartbeats in memory, for tests that go through many histories; the real store is tested over the wire. */
export function createMemoryHeartbeats(step: () => void = () => {}) {
  const items = new Map<string, Heartbeat>();
  const put = (heartbeat: Heartbeat) => {
    items.set(heartbeat.id, heartbeat);
    return heartbeat;
  };
  const store: HeartbeatStore = {
    get: async (_, id) => items.get(id),
    list: async () => [...items.values()],
    async create(_, heartbeat) {
      step();
      return items.get(heartbeat.id) ?? put({ ...heartbeat, version: 1 } as Heartbeat);
    },
    async delete(_, id) {
      step();
      return items.delete(id);
    },
    async ping(_, id, at) {
      step();
      const found = items.get(id);
      if (!found || (found.lastPingAt ?? 0) > at) return undefined;
      return put({ ...found, lastPingAt: at, version: found.version + 1 });
    },
    async replace(next) {
      step();
      if (items.get(next.id)?.version !== next.version) return undefined;
      return put({ ...next, version: next.version + 1 });
    },
    async change(_, id, change) {
      step();
      const found = items.get(id);
      return found && put({ ...change(found), version: found.version + 1 });
    },
    findDue: async (shard, until) => ({
      heartbeats:
        shard === 0 ? [...items.values()].filter((it) => (it.nextCheckAt ?? Infinity) <= until) : [],
    }),
    getAll: async (references) => references.flatMap(({ id }) => items.get(id) ?? []),
  };
  return store;
}

/** The alerts by alias, as the queue and the worker make them: a request counts once, in the order of the queue. */
export function alertsOf(step: () => void = () => {}) {
  const seen = new Set<string>();
  const open = new Set<string>();
  const sent: string[] = [];
  const queue: Queue = {
    async send(body, { deduplicationId }) {
      step();
      if (seen.has(deduplicationId)) return;
      seen.add(deduplicationId);
      const { action, target } = body as AlertActionMessage;
      sent.push(`${action.type} ${target.value}`);
      if (action.type === 'Create') open.add(target.value);
      else open.delete(target.value);
    },
  };
  return { queue, open: (alias: string) => open.has(alias), sent };
}

/** The service around the heartbeats, on a clock that only the test moves. */
export function createHarness(step: () => void = () => {}) {
  const heartbeats = createMemoryHeartbeats(step);
  const alerts = alertsOf(step);
  const deps = { heartbeats, queue: alerts.queue };
  let now: Instant = NOON;
  const clock = () => now;
  const watches = new Map<string, ScheduledChecksInput | undefined>();
  const executions = {
    async start(name: string, input: object) {
      step();
      if (!watches.has(name)) watches.set(name, input as ScheduledChecksInput);
    },
    stop: async () => {},
  };
  const sweep = createCheckScheduler({ ...deps, executions: executions, clock });
  const look = createCheckDueHeartbeats({ ...deps, clock });

  async function settled(heartbeat: Heartbeat | undefined): Promise<void> {
    const atRest = heartbeat && (await checkHeartbeat(deps, heartbeat, now));
    const watched = atRest && findCheckBefore(atRest, now + CHECK_HORIZON);
    if (watched) await scheduleChecks(executions, [watched], now + CHECK_HORIZON);
  }

  return {
    ...alerts,
    heartbeats,
    deps,
    watches,
    now: () => now,
    setTime: (instant: Instant) => {
      now = instant;
    },
    sweep,
    create: (heartbeat: Heartbeat) => heartbeats.create('acc', withNextCheck(heartbeat, now)),
    async ping(id: string) {
      const pinged = await heartbeats.ping('acc', id, now, undefined);
      if (pinged && needsCheck(pinged)) await settled(pinged);
    },
    change: async (id: string, change: Partial<Heartbeat>) =>
      settled(
        await heartbeats.change('acc', id, (current) =>
          withNextCheck(withEnabledAt(current, { ...current, ...change }, now), now),
        ),
      ),
    /** Goes on with the watches whose time has come, so much late. */
    async runWatches(late = 0) {
      for (const [name, input] of watches) {
        if (!input || Date.parse(input.at) + late > now) continue;
        const { decision, ...next } = await look(input);
        watches.set(name, decision === 'WAIT' ? (next as ScheduledChecksInput) : undefined);
      }
    },
    /** Lets a second pass. */
    tick: () => {
      now += SECOND;
    },
  };
}
