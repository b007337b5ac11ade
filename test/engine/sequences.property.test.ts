import fc from 'fast-check';
import { escalating, person, rota, teamOf } from '../../simulator/configuration.ts';
import { getCancellationReason } from '../../src/domain/alerts/cancellation.ts';
import type { Responder } from '../../src/domain/kernel/responder.ts';
import type { NotificationRecord, NotificationRequest } from '../../src/domain/notifications/model.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { createOracle, type Oracle } from './oracle.ts';
import { type Story, type StoryFaults, startStory, toInstant } from './story.ts';

jest.setTimeout(120_000);

const NAMES = ['jane', 'john', 'mary', 'zoe'] as const;

/** Who is on call in turn, and for how many hours. */
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

/** Actions with the minutes before each. `together`: the next action comes before anything works on this one. */
const sequenceOf = <A>(action: fc.Arbitrary<A>) =>
  fc.array(fc.record({ pause: fc.integer({ min: 0, max: 30 }), action, together: fc.boolean() }), {
    maxLength: 6,
  });

const REST_MINUTES = 400;

function configurationFor(plan: Plan) {
  const users = NAMES.map((name, index) => person(name, plan.steps[index]));
  return {
    users,
    schedules: [rota('rota', ROTA.hours, ...ROTA.names)],
    teams: [teamOf('ops', ['jane:admin', 'zoe'])],
    escalations: [escalating('ladder', plan.rules, plan.repeat)],
  };
}

/** The users that the configuration above notifies, worked out by hand. */
function peopleAt(type: string, id: string, minute: number): readonly string[] {
  if (type === 'user') return [id];
  if (type === 'members') return ['jane', 'zoe'];
  const shift = Math.floor(minute / (ROTA.hours * 60));
  return [ROTA.names[shift % ROTA.names.length] as string];
}

type Action = typeof anyAction extends fc.Arbitrary<infer T> ? T : never;
type Sequence = readonly { readonly pause: number; readonly action: Action; readonly together: boolean }[];

/** Puts an action into the queue. */
function send({ send: to }: Story, action: Action): void {
  switch (action.kind) {
    case 'snooze':
      to.snooze(action.minutes);
      break;
    case 'addResponder':
      to.addResponder({ type: 'user', id: action.id });
      break;
    case 'escalate':
      to.escalate('ladder');
      break;
    default:
      to[action.kind]();
      break;
  }
}

function tellOracle(oracle: Oracle, action: Action, minute: number): void {
  switch (action.kind) {
    case 'snooze':
      oracle.snooze(minute, action.minutes);
      break;
    case 'addResponder':
      oracle.addResponder({ type: 'user', id: action.id }, minute);
      break;
    case 'escalate':
      oracle.escalate('ladder', minute);
      break;
    default:
      oracle[action.kind](minute);
      break;
  }
}

test('every sequence of actions sends exactly the planned notifications, each at its minute', async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, sequenceOf(anyAction), async (plan, sequence) => {
      const configuration = configurationFor(plan);
      const story = await startStory(configuration, { reconcilerSleeps: () => true });
      const oracle = createOracle(
        {
          escalations: Object.fromEntries(configuration.escalations.map((each) => [each.id, each])),
          steps: Object.fromEntries(NAMES.map((name, index) => [name, plan.steps[index] ?? []])),
          people: peopleAt,
        },
        plan.responders,
      );
      story.send.create(plan.responders);
      let minute = 0;
      const pass = async (until: number) => {
        for (; minute < until; minute++) oracle.tick(minute);
        oracle.tick(minute);
        await story.until(minute);
      };
      for (const { pause, action } of sequence) {
        await pass(minute + pause);
        if ((await story.alert()).status === 'closed') break;
        send(story, action);
        tellOracle(oracle, action, minute);
        await story.until(minute);
      }
      await pass(minute + REST_MINUTES);
      expect(story.outbox.all().sort()).toEqual(oracle.notifications().sort());
    }),
    { numRuns: propertyRuns(300) },
  );
});

/** Faults until an instant. Each place at which one is possible counts; `gaps` say how many go well between two faults. */
function faultsFrom(gaps: readonly number[], isOver: () => boolean): StoryFaults {
  let [gap, well, used] = [0, 0, 0];
  const unreachable = new Set<string>();
  const chance = (): boolean => {
    if (isOver()) return false;
    if (well++ < (gaps[gap % gaps.length] ?? 0)) return false;
    gap++;
    well = 0;
    return true;
  };
  const which = (most: number) => used++ % most;
  return {
    assessDiesAtWrite: () => (chance() ? which(4) : undefined),
    executionDiesBefore: () => (chance() ? which(3) : undefined),
    provider({ notificationId }) {
      if (unreachable.has(notificationId)) return 'unreachable';
      const answer = chance() ? (['rejected', 'dies', 'unreachable'] as const)[which(3)] : undefined;
      // The retries of the call fail, too.
      if (answer === 'unreachable') unreachable.add(notificationId);
      return answer ?? 'accepted';
    },
    reconcilerSleeps: () => chance(),
    stopFails: () => chance(),
  };
}

const gapsFrom = (min: number) => fc.array(fc.integer({ min, max: 30 }), { minLength: 1, maxLength: 20 });

/** Runs the sequence to its end, with faults until an hour after its last action if `gaps` are given. */
async function run(plan: Plan, sequence: Sequence, gaps?: readonly number[]): Promise<Story> {
  const minutes = sequence.reduce((sum, { pause }) => sum + pause, 0);
  let story: Story | undefined;
  const isOver = () => !story || story.now() > toInstant(minutes + 60);
  story = await startStory(configurationFor(plan), gaps ? faultsFrom(gaps, isOver) : {});
  story.send.create(plan.responders);
  let minute = 0;
  for (const { pause, action, together } of sequence) {
    minute += pause;
    await story.until(minute);
    send(story, action);
    if (!together) await story.until(minute);
  }
  await story.until(minute + REST_MINUTES);
  return story;
}

test('whatever fails, nothing is sent twice, early or after it was cancelled, and nothing stays pending', async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, sequenceOf(anyAction), gapsFrom(0), async (plan, sequence, gaps) => {
      const story = await run(plan, sequence, gaps);
      const sent = story.deliveries.map(({ notificationId }) => notificationId);
      expect(sent).toHaveLength(new Set(sent).size);
      for (const { at, request, alerts } of story.deliveries) {
        expect(at).toBeGreaterThanOrEqual(request.dueAt);
        // An action at the same instant may be stored between the sender's last look and its call.
        expect(alerts.map((alert) => getCancellationReason(alert, request))).toContain(undefined);
      }
      const handedOutBefore = new Set<string>();
      for (const { at, request, alerts } of story.handedOut) {
        expect(at).toBeGreaterThanOrEqual(request.dueAt);
        // A failed notification is handed out again, even for a closed alert, until its dead letter is stored; it is not
        // sent.
        if (!handedOutBefore.has(request.notificationId)) {
          expect(alerts.map((alert) => getCancellationReason(alert, request))).toContain(undefined);
        }
        handedOutBefore.add(request.notificationId);
      }

      const [alert, ledger] = [await story.alert(), await story.ledger()];
      expect(ledger.pending).toEqual([]);
      expect(ledger.dueAt).toBeUndefined();
      expect(story.executions.running()).toEqual([]);
      const records = new Map(
        story.notifications().map((item) => [item.notificationId, item as unknown as NotificationRecord]),
      );
      for (const { request } of story.handedOut) {
        const state = records.get(request.notificationId)?.state;
        const ended = state !== undefined && state !== 'claimed' && state !== 'retrying';
        expect(ended || getCancellationReason(alert, request) !== undefined).toBe(true);
      }
    }),
    { numRuns: propertyRuns(300) },
  );
});

/**
 * The reconciler finds a stopped execution within two to three minutes, and the execution that it starts may die once more.
 */
const LATENESS = 12;

test('whatever fails, everybody is notified unless an action or a hand-over of the schedule came first', async () => {
  // Faults shift the engine's own changes of the alert; in these scenarios only people act.
  const plans = anyPlan.map((plan) => ({ ...plan, repeat: undefined }));
  const byPeople = anyAction.filter(({ kind }) => kind !== 'snooze');
  await fc.assert(
    fc.asyncProperty(plans, sequenceOf(byPeople), gapsFrom(8), async (plan, sequence, gaps) => {
      const [ideal, real] = [await run(plan, sequence), await run(plan, sequence, gaps)];
      const actedAt: number[] = [];
      for (const { pause } of sequence) actedAt.push((actedAt.at(-1) ?? 0) + pause);
      // An acknowledge begins a run or none, depending on the engine's progress: so the ids of the two may differ.
      const recipient = ({ flowKey, userId, contactId }: NotificationRequest) =>
        [flowKey, userId, contactId].join(' ');
      const handedOut = [
        ...new Map(real.handedOut.map((each) => [each.request.notificationId, each])).values(),
      ];
      for (const { at, request } of ideal.handedOut) {
        const minute = (at - toInstant(0)) / MINUTE;
        const between = actedAt.some((action) => action >= minute && action <= minute + LATENESS);
        const handOver = minute % 60 > 60 - LATENESS;
        const found = handedOut.findIndex(
          (each) =>
            recipient(each.request) === recipient(request) && Math.abs(each.at - at) <= LATENESS * MINUTE,
        );
        if (!between && !handOver) expect([minute, recipient(request), found]).not.toContain(-1);
        if (found >= 0) handedOut.splice(found, 1);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
});
