import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Alert } from '../../src/domain/alerts/model.ts';
import type { Table } from '../../src/platform/table.ts';
import type { FaultPlan } from '../faults.ts';
import { memoryTable } from '../memory-table.ts';
import type { Random } from '../random.ts';
import { createBeside } from '../secondary-service.ts';
import { createWorld, type World } from '../service.ts';
import { judged, type Verdict } from './invariants.ts';
import { CONFIGURATION, refuses, type Story } from './scenarios.ts';
import { judgedBeside } from './secondary-invariants.ts';

/** After the story has come to its end: redelivered messages, the dead-letter queue, the reconciler. */
const AFTERMATH = 60;

export interface Life extends Verdict {
  /** What is left in the end, without what depends on when it happened. */
  readonly end: object;
  readonly world: World;
}

/** What every life has, whatever it is about. */
export interface AnyLife extends Verdict {
  readonly end: object;
  readonly world: Pick<World, 'simulation' | 'deliveries'>;
}

interface Place {
  readonly table?: Table;
  readonly accountId?: string;
  readonly onStart?: (world: AnyLife['world']) => void;
}

/** Lives any story through. */
export const liveAny = (
  story: Story,
  plan: FaultPlan,
  random: Random,
  place: Place = {},
): Promise<AnyLife> =>
  story.beside ? liveBeside(story, plan, random, place) : live(story, plan, random, place);

/** Lives a story through of what stands beside the escalation of alerts. */
function liveBeside(
  story: Story,
  plan: FaultPlan,
  random: Random,
  { table = memoryTable(), accountId = 'campaign', onStart = () => {} }: Place,
): Promise<AnyLife> {
  return withChanceOf(random, async () => {
    const world = await createBeside({ accountId, table, random, plan });
    onStart(world);
    for (const { minute, method, path, body } of story.steps) {
      world.plan(minute, () => world.request(method, path, body));
    }
    await world.until(story.minutes + AFTERMATH);
    const queues = Object.values(world.queues);
    const redriven = queues.some((queue) => queue.dead().length > 0);
    for (const queue of queues) queue.redrive();
    await world.until(story.minutes + 2 * AFTERMATH);
    return { ...(await judgedBeside(world, redriven)), world };
  });
}

/**
 * Lives a story through under the plan's faults and judges what has become of it. All chance is of `random` meanwhile,
 * also in ids: the same seed is the same life.
 */
export async function live(
  story: Story,
  plan: FaultPlan,
  random: Random,
  { table = memoryTable(), accountId = 'campaign', onStart = () => {} }: Place = {},
): Promise<Life> {
  return withChanceOf(random, async () => {
    const world = await createWorld({
      accountId,
      table,
      random,
      plan,
      configuration: CONFIGURATION,
      refuses,
    });
    onStart(world);
    for (const { minute, method, path, body } of story.steps) {
      world.plan(minute, () => world.request(method, path, body));
    }
    await world.until(story.minutes + AFTERMATH);
    const parked = new Set(world.queue.dead().map(({ deduplicationId }) => deduplicationId));
    world.queue.redrive();
    await world.until(story.minutes + 2 * AFTERMATH);
    return { ...(await judged(world, parked)), end: await endOf(world), world };
  });
}

async function withChanceOf<T>(random: Random, what: () => Promise<T>): Promise<T> {
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

/** Alerts by alias and in the order of their creation, with their notes and who was told of them. */
async function endOf(world: World): Promise<object> {
  const items = (await world.stored.items()).filter(({ pk }) => pk.startsWith(`A#${world.accountId}#ALERT#`));
  const gone = new Set(items.filter(({ sk }) => sk === 'STATE#DELETED').map(({ pk }) => pk));
  const alerts = items.filter(({ pk, sk }) => sk === 'STATE#ALERT' && !gone.has(pk));
  const told = new Map(world.handedOut.map(({ request }) => [request.notificationId, request]));
  const ended = new Set(
    items
      .filter(({ sk, state }) => sk.startsWith('NOTIFICATION#') && state !== 'void')
      .map(({ notificationId }) => notificationId),
  );
  return alerts
    .map((item) => ({ item, alert: item as unknown as Alert }))
    .sort((a, b) => a.alert.alias.localeCompare(b.alert.alias) || a.alert.createdAt - b.alert.createdAt)
    .map(({ item, alert }) => {
      const { alias, message, status, acknowledged, snoozed, owner, tags, responders } = alert;
      const notes = items.filter(({ pk, sk }) => pk === item.pk && sk.startsWith('NOTE#'));
      const mine = [...told.values()].filter(
        ({ alertId, notificationId }) => alertId === alert.id && ended.has(notificationId),
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
        told: pages.map(words).sort(),
        // A client that had no answer asks again, and so it happens twice.
        toldOfEvents: [...new Set(events.map(words))].sort(),
      };
    });
}

const isOfEvent = ({ condition }: { readonly condition: string }) => condition === 'always';
