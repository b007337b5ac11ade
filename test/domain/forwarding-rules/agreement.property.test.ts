import * as fc from 'fast-check';
import { ACCOUNT, alertFor, person, rota, START } from '../../../simulator/configuration.ts';
import { listUsernames, loadOnCallTrees } from '../../../src/api/schedules/on-call-tree.ts';
import { emptyLedger, withNewRun } from '../../../src/domain/alerts/ledger.ts';
import type { Directory } from '../../../src/domain/directory/directory.ts';
import { ALL_RULES, type ForwardingRule } from '../../../src/domain/forwarding-rules/model.ts';
import type { Override, Schedule } from '../../../src/domain/schedules/model.ts';
import { onCallParticipants } from '../../../src/domain/schedules/on-call.ts';
import { buildTimeline } from '../../../src/domain/schedules/timeline.ts';
import { assess } from '../../../src/engine/assess.ts';
import { type ConfigurationSnapshot, emptySnapshot } from '../../../src/engine/configuration-snapshot.ts';
import { HOUR } from '../../../src/platform/clock.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const NAMES = ['ann', 'bob', 'cem', 'dee'];
const people = NAMES.map((name) => person(name));
const LENGTH = 24;

const name = fc.constantFrom(...NAMES);
const times = fc.tuple(fc.nat(2 * LENGTH), fc.integer({ min: 1, max: LENGTH })).map(([from, length]) => ({
  startDate: START + (from * HOUR) / 2,
  endDate: START + ((from + length) * HOUR) / 2,
}));

const someRules: fc.Arbitrary<readonly ForwardingRule[]> = fc
  .array(fc.tuple(name, name, times), { maxLength: 8 })
  .map((all) =>
    all
      .filter(([from, to]) => from !== to)
      .map(([fromUserId, toUserId, at], i) => ({ id: `${i}`, alias: `${i}`, fromUserId, toUserId, ...at })),
  );

const overrides: fc.Arbitrary<readonly Override[]> = fc
  .array(fc.tuple(name, times), { maxLength: 2 })
  .map((all) =>
    all.map(([id, at], i) => ({ alias: `${i}`, user: { type: 'user', id }, rotationIds: [], ...at })),
  );

const schedules: fc.Arbitrary<Schedule> = fc
  .tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.array(fc.oneof(name, fc.constant('')), { minLength: 1, maxLength: 4 }),
    overrides,
  )
  .map(([hours, names, overrides]) => ({ ...rota('rota', hours, ...names), overrides }));

/** The users that the engine notifies of an alert for the schedule that is created at the instant. */
function notified(schedule: Schedule, rules: readonly ForwardingRule[], at: number): readonly string[] {
  const alert = alertFor([{ type: 'schedule', id: 'rota' }], { createdAt: at });
  const started = { ...alert, flows: alert.flows.map((flow) => ({ ...flow, startedAt: at })) };
  const config: ConfigurationSnapshot = {
    ...emptySnapshot(),
    user: new Map(people.map((each) => [each.id, each])),
    schedule: new Map([['rota', schedule]]),
    policies: new Map([['global', null]]),
    forwarding: new Map([[ALL_RULES, { id: ALL_RULES, version: 1, rules }]]),
    settings: new Map([['settings', null]]),
  };
  const ledger = withNewRun(emptyLedger(started), 1, at);
  const decision = assess({ alert: started, ledger, config, outcomes: [], now: at });
  if (decision.kind === 'needs') throw new Error(`Asks for ${JSON.stringify(decision.refs)}`);
  return decision.notifications.map(({ userId }) => userId);
}

/** The part of a directory that the on-call trees use. */
const createDirectory = (rules: readonly ForwardingRule[]) => {
  const none = { getMany: async () => [] };
  return {
    users: {
      getMany: async (_: string, ids: readonly string[]) => people.filter(({ id }) => ids.includes(id)),
    },
    teams: none,
    escalations: none,
    schedules: none,
    forwardingRules: { get: async () => ({ id: ALL_RULES, version: 1, rules }) },
  } as unknown as Directory;
};

test('engine, on-call and timeline agree on forwarding at every instant', async () => {
  await fc.assert(
    fc.asyncProperty(schedules, someRules, fc.nat(4 * LENGTH), async (schedule, rules, quarter) => {
      const at = START + (quarter * HOUR) / 4;
      const byEngine = notified(schedule, rules, at);

      const parties = onCallParticipants(schedule, at);
      const trees = parties.map(await loadOnCallTrees(createDirectory(rules), ACCOUNT, parties, at));
      const byTree = listUsernames(trees).map((username) => username.replace('@example.com', ''));

      const periods = (kind: 'final' | 'forwarding') =>
        buildTimeline(schedule, START, START + 2 * LENGTH * HOUR, kind, rules)
          .flatMap((layer) => layer.periods)
          .filter(({ start, end }) => start <= at && at < end);
      const byTimeline = [...new Set(periods('final').map(({ party }) => party.id))];

      expect(byTree).toEqual(byEngine);
      expect(byTimeline).toEqual(byEngine);
      expect(periods('forwarding')).toHaveLength(trees.filter(({ forwardedFrom }) => forwardedFrom).length);
    }),
    { numRuns: propertyRuns(400) },
  );
});
