import fc from 'fast-check';
import {
  ACCOUNT,
  ALERT_ID,
  alertFor,
  escalating,
  person,
  START,
  teamOf,
} from '../../simulator/configuration.ts';
import { emptyLedger, type Ledger, withNewRun } from '../../src/domain/alerts/ledger.ts';
import type { Escalation } from '../../src/domain/escalations/model.ts';
import { ALL_RULES } from '../../src/domain/forwarding-rules/model.ts';
import { GLOBAL_SCOPE } from '../../src/domain/policies/model.ts';
import { assess } from '../../src/engine/assess.ts';
import type { ConfigurationSnapshot } from '../../src/engine/configuration-snapshot.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { listPaths, type Path, withThrowing } from './throwing-members.ts';

/**
 * Rules of one escalation notify teams whose routing leads to an escalation each: every one is a branch of the same flow.
 * Whatever breaks in one branch's escalation must not change who is notified by the others, or when.
 */

const MINUTES = 60;

/** One branch: when it starts, when each of its rules fires, whether it repeats, and which member throws, if any. */
const anyBranch = fc.record({
  startsAfter: fc.integer({ min: 0, max: 20 }),
  delays: fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 4 }),
  repeat: fc.option(fc.constant({ waitInterval: 20, count: 1 }), { nil: undefined }),
  /** Picks one of the escalation's members. */
  broken: fc.option(fc.nat(), { nil: undefined }),
});
type Branch = typeof anyBranch extends fc.Arbitrary<infer T> ? T : never;

const nameUser = (branch: number, rule: number) => `user-${branch}-${rule}`;

const toEscalation = ({ delays, repeat }: Branch, branch: number): Escalation =>
  escalating(
    `branch-${branch}`,
    delays.map((delay, rule) => [delay, nameUser(branch, rule)] as const),
    repeat,
  );

/** The member of the escalation that throws, if any. */
function findBrokenPath(branch: Branch, index: number): Path | undefined {
  if (branch.broken === undefined) return undefined;
  const paths = listPaths(toEscalation(branch, index));
  return paths[branch.broken % paths.length];
}

const byId = <T extends { readonly id: string }>(objects: readonly T[]) =>
  new Map(objects.map((object) => [object.id, object]));

function toSnapshot(branches: readonly Branch[], isBroken: boolean): ConfigurationSnapshot {
  const escalations = branches.map((branch, i) => {
    const path = isBroken ? findBrokenPath(branch, i) : undefined;
    const escalation = toEscalation(branch, i);
    return [escalation.id, path ? withThrowing(escalation, path) : escalation] as const;
  });
  const main = escalating(
    'main',
    branches.map(({ startsAfter }, i) => [startsAfter, { type: 'team', id: `team-${i}` }] as const),
  );
  const people = branches.flatMap(({ delays }, i) => delays.map((_, rule) => person(nameUser(i, rule))));
  return {
    user: byId([...people, person('boss')]),
    team: byId([
      teamOf('ops', ['boss:admin'], { type: 'escalation', id: 'main' }),
      ...branches.map((_, i) => teamOf(`team-${i}`, [], { type: 'escalation', id: `branch-${i}` })),
    ]),
    escalation: new Map([...escalations, ['main', main]]),
    schedule: new Map(),
    policies: new Map([
      [GLOBAL_SCOPE, null],
      ['ops', null],
    ]),
    forwarding: new Map([[ALL_RULES, null]]),
    settings: new Map([['settings', null]]),
  } as unknown as ConfigurationSnapshot;
}

const alert = alertFor([{ type: 'team', id: 'ops' }], { ownerTeamId: 'ops' });

/** The minutes at which each user is notified within an hour, and the parts that could not be evaluated, with the minute. */
function run(config: ConfigurationSnapshot) {
  let ledger: Ledger = withNewRun(emptyLedger({ accountId: ACCOUNT, id: ALERT_ID }), 1, START);
  const notified = new Map<string, number[]>();
  const failures: { readonly part: string; readonly minute: number }[] = [];
  for (let minute = 0; minute <= MINUTES; minute++) {
    const result = assess({ alert, ledger, config, outcomes: [], now: START + minute * MINUTE });
    if (result.kind !== 'decision') throw new Error(`needs ${JSON.stringify(result.refs)}`);
    ledger = { ...result.ledger, pending: [] };
    for (const { userId } of result.notifications)
      notified.set(userId, [...(notified.get(userId) ?? []), minute]);
    failures.push(...result.failures.map(({ part }) => ({ part, minute })));
  }
  return { notified, failures };
}

test('a broken branch is ended once and notifies everybody who can be read, and every other branch notifies as usual', () => {
  let ended = 0;
  fc.assert(
    fc.property(fc.array(anyBranch, { minLength: 2, maxLength: 4 }), (branches) => {
      const usual = run(toSnapshot(branches, false));
      expect(usual.failures).toEqual([]);
      const { notified, failures } = run(toSnapshot(branches, true));
      expect(new Set(failures.map(({ part }) => part)).size).toBe(failures.length);

      for (const [i, branch] of branches.entries()) {
        const path = findBrokenPath(branch, i);
        const failure = failures.find(({ part }) => part === `escalation branch-${i}`);
        if (failure) ended++;
        const users = branch.delays.map((_, rule) => nameUser(i, rule));
        if (!failure) {
          for (const user of users)
            expect([user, notified.get(user)]).toEqual([user, usual.notified.get(user)]);
          continue;
        }
        expect(path).toBeDefined();
        const [list, brokenRule] = path as Path;
        const isReadable = (rule: number) =>
          list !== 'rules' || (brokenRule !== undefined && brokenRule !== String(rule));
        const readable = users.filter((_, rule) => isReadable(rule));
        for (const user of readable) {
          const usually = usual.notified.get(user)?.[0] ?? Number.POSITIVE_INFINITY;
          expect([user, notified.get(user)?.[0]]).toEqual([user, Math.min(usually, failure.minute)]);
        }
        // Without anybody who can be read, the team that is responsible for the alert is notified.
        if (users.every((user) => !notified.has(user))) expect(notified.has('boss')).toBe(true);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
  // Without it the property would say nothing about broken branches.
  expect(ended).toBeGreaterThan(100);
});
