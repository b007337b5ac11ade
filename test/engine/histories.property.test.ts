import fc from 'fast-check';
import { escalating, person, rota, teamOf } from '../../simulator/configuration.ts';
import { getCancellationReason } from '../../src/domain/alerts/cancellation.ts';
import type { Responder } from '../../src/domain/kernel/responder.ts';
import type { NotificationRecord, NotificationRequest } from '../../src/domain/notifications/model.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { createOracle } from './oracle.ts';
import { createWorld, type Faults, type World } from './world.ts';

const NAMES = ['jane', 'john', 'mary', 'zoe'] as const;

/** Who takes turns in the rota, and for how many hours. */
const ROTA = { hours: 1, names: ['john', 'mary', 'zoe'] } as const;

const anyName = fc.constantFrom(...NAMES);

const anySteps = fc.uniqueArray(
  fc.tuple(fc.constantFrom('email', 'sms', 'voice', 'mobile'), fc.integer({ min: 0, max: 6 })),
  { selector: ([channel]) => channel, minLength: 1, maxLength: 3 },
);

const anyRule = fc
  .record({
    delay: fc.integer({ min: 0, max: 25 }),
    recipient: fc.oneof(
      anyName.map((id) => ({ type: 'user' as const, id, how: 'default' as const })),
      fc.constant({ type: 'schedule' as const, id: 'rota', how: 'default' as const }),
      fc.constant({ type: 'team' as const, id: 'ops', how: 'all' as const }),
    ),
    condition: fc.constantFrom('if-not-acked' as const, 'if-not-closed' as const),
  })
  .map(
    ({ delay, recipient: { how, ...recipient }, condition }) => [delay, recipient, condition, how] as const,
  );

const anyRepeat = fc.option(
  fc.record({
    waitInterval: fc.integer({ min: 8, max: 20 }),
    count: fc.integer({ min: 1, max: 2 }),
    resetRecipientStates: fc.boolean(),
    closeAlertAfterAll: fc.boolean(),
  }),
  { nil: undefined },
);

const anyPlan = fc.record({
  steps: fc.tuple(anySteps, anySteps, anySteps, anySteps),
  rules: fc.uniqueArray(anyRule, { selector: ([delay]) => delay, minLength: 1, maxLength: 4 }),
  repeat: anyRepeat,
  responders: fc.uniqueArray(
    fc.constantFrom<Responder>(
      { type: 'escalation', id: 'ladder' },
      { type: 'user', id: 'jane' },
      { type: 'schedule', id: 'rota' },
    ),
    { selector: ({ type }) => type, minLength: 1, maxLength: 3 },
  ),
});
type Plan = typeof anyPlan extends fc.Arbitrary<infer T> ? T : never;

const anyAction = fc.oneof(
  fc.constant({ kind: 'acknowledge' as const }),
  fc.constant({ kind: 'unacknowledge' as const }),
  fc.constant({ kind: 'escalate' as const }),
  fc.constant({ kind: 'close' as const }),
  fc.record({ kind: fc.constant('snooze' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('addResponder' as const), id: anyName }),
);

/** Actions, each so many minutes after the one before. */
const historyOf = <A>(action: fc.Arbitrary<A>) =>
  fc.array(fc.record({ pause: fc.integer({ min: 0, max: 30 }), action }), { maxLength: 6 });

const DAY_MINUTES = 400;

function configurationOf(plan: Plan) {
  const users = NAMES.map((name, index) => person(name, plan.steps[index]));
  return {
    users,
    schedules: [rota('rota', ROTA.hours, ...ROTA.names)],
    teams: [teamOf('ops', ['jane:admin', 'zoe'])],
    escalations: [escalating('ladder', plan.rules, plan.repeat)],
  };
}

/** Whom the configuration above means, worked out by hand. */
function peopleAt(type: string, id: string, minute: number): readonly string[] {
  if (type === 'user') return [id];
  if (type === 'members') return ['jane', 'zoe'];
  const shift = Math.floor(minute / (ROTA.hours * 60));
  return [ROTA.names[shift % ROTA.names.length] as string];
}

type Action = typeof anyAction extends fc.Arbitrary<infer T> ? T : never;

async function act(world: World, action: Action): Promise<void> {
  switch (action.kind) {
    case 'snooze':
      return world.snooze(action.minutes);
    case 'addResponder':
      return world.addResponder({ type: 'user', id: action.id });
    default:
      return world[action.kind]();
  }
}

test('the engine pages whom, how and when the plan says, whatever is done to the alert meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, historyOf(anyAction), async (plan, history) => {
      const world = createWorld(configurationOf(plan), { reconcilerSleeps: () => true });
      const { escalations } = configurationOf(plan);
      const oracle = createOracle(
        {
          escalations: Object.fromEntries(escalations.map((each) => [each.id, each])),
          steps: Object.fromEntries(NAMES.map((name, index) => [name, plan.steps[index] ?? []])),
          people: peopleAt,
        },
        plan.responders,
      );
      await world.create(plan.responders);
      let minute = 0;
      const pass = async (until: number) => {
        for (; minute < until; minute++) oracle.tick(minute);
        oracle.tick(minute);
        await world.at(minute);
      };
      for (const { pause, action } of history) {
        await pass(minute + pause);
        if ((await world.alert()).status === 'closed') break;
        await act(world, action);
        if (action.kind === 'snooze') oracle.snooze(minute, action.minutes);
        else if (action.kind === 'addResponder') oracle.addResponder({ type: 'user', id: action.id }, minute);
        else oracle[action.kind](minute);
      }
      await pass(minute + DAY_MINUTES);
      expect(world.story().sort()).toEqual([...oracle.pages].sort());
    }),
    { numRuns: 300 },
  );
});

/**
 * Faults until an instant. Each place where one could come counts; `gaps` say how many go well between two faults.
 */
function faultsOf(gaps: readonly number[], until: (world: World) => boolean): Faults & { world?: World } {
  let [gap, well, used] = [0, 0, 0];
  const faults: Faults & { world?: World } = {};
  const chance = (): boolean => {
    if (!faults.world || until(faults.world)) return false;
    if (well++ < (gaps[gap % gaps.length] ?? 0)) return false;
    gap++;
    well = 0;
    return true;
  };
  const which = (most: number) => used++ % most;
  return Object.assign(faults, {
    assessDiesAtWrite: () => (chance() ? which(4) : undefined),
    executionDiesBefore: () => (chance() ? which(3) : undefined),
    provider: () =>
      chance() ? ((['rejected', 'dies', 'unreachable'] as const)[which(3)] ?? 'sent') : 'sent',
    reconcilerSleeps: () => chance(),
    stopFails: () => chance(),
  } satisfies Faults);
}

const gapsFrom = (min: number) => fc.array(fc.integer({ min, max: 30 }), { minLength: 1, maxLength: 20 });

async function live(
  plan: Plan,
  history: readonly { pause: number; action: Action }[],
  faults?: readonly number[],
) {
  const minutes = history.reduce((sum, { pause }) => sum + pause, 0);
  const failing: Faults & { world?: World } = faults
    ? faultsOf(faults, (world) => world.now() > world.minute(minutes + 60))
    : {};
  const world = createWorld(configurationOf(plan), failing);
  failing.world = world;
  await world.create(plan.responders);
  let minute = 0;
  for (const { pause, action } of history) {
    minute += pause;
    await world.at(minute);
    await act(world, action);
  }
  await world.at(minute + DAY_MINUTES);
  return world;
}

test('whatever dies: nothing is sent twice, early or after it was void, and in the end nothing is left lying', async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, historyOf(anyAction), gapsFrom(0), async (plan, history, faults) => {
      const world = await live(plan, history, faults);
      const called = world.pages.map(({ request }) => request.notificationId);
      expect(called).toHaveLength(new Set(called).size);
      for (const { at, request } of world.pages) expect(at).toBeGreaterThanOrEqual(request.dueAt);
      for (const { at, request, alert } of world.handedOut) {
        expect(at).toBeGreaterThanOrEqual(request.dueAt);
        expect(getCancellationReason(alert, request)).toBeUndefined();
      }

      const [alert, ledger] = [await world.alert(), await world.ledger()];
      expect(ledger.pending).toEqual([]);
      expect(ledger.dueAt).toBeUndefined();
      expect([...world.executions.values()].filter(({ status }) => status === 'running')).toEqual([]);
      const records = new Map(
        [...world.table.items.values()]
          .filter(({ sk }) => sk.startsWith('NOTIFICATION#'))
          .map((item) => [item.notificationId, item as unknown as NotificationRecord]),
      );
      for (const { request } of world.handedOut) {
        const state = records.get(request.notificationId)?.state;
        const ended = state !== undefined && state !== 'claimed' && state !== 'retrying';
        expect(ended || getCancellationReason(alert, request) !== undefined).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

/** The reconciler finds within two to three minutes what lies still; and what it starts may die once more. */
const LATENESS = 12;

test('whatever dies: everybody whom nothing came between is still told', async () => {
  // What the engine itself does to the alert, and when, shifts with the faults; here people alone act.
  const plans = anyPlan.map((plan) => ({ ...plan, repeat: undefined }));
  const byPeople = anyAction.filter(({ kind }) => kind !== 'snooze');
  await fc.assert(
    fc.asyncProperty(plans, historyOf(byPeople), gapsFrom(8), async (plan, history, faults) => {
      const [ideal, real] = [await live(plan, history), await live(plan, history, faults)];
      const actedAt: number[] = [];
      for (const { pause } of history) actedAt.push((actedAt.at(-1) ?? 0) + pause);
      // An acknowledge costs a run or none, as far as the engine has got: so the ids of two lives may differ.
      const who = ({ flowKey, userId, contactId }: NotificationRequest) =>
        [flowKey, userId, contactId].join(' ');
      const told = [...new Map(real.handedOut.map((page) => [page.request.notificationId, page])).values()];
      for (const { at, request } of ideal.handedOut) {
        const minute = (at - ideal.minute(0)) / MINUTE;
        const between = actedAt.some((action) => action >= minute && action <= minute + LATENESS);
        const handOver = minute % 60 > 60 - LATENESS;
        const found = told.findIndex(
          (page) => who(page.request) === who(request) && Math.abs(page.at - at) <= LATENESS * MINUTE,
        );
        if (!between && !handOver) expect([minute, who(request), found]).not.toContain(-1);
        if (found >= 0) told.splice(found, 1);
      }
    }),
    { numRuns: 200 },
  );
});
