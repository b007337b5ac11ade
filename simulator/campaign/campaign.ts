import { isDeepStrictEqual } from 'node:util';
import { MINUTE } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';
import { START } from '../configuration.ts';
import { type FaultPlan, manyFaults, noFaults, oneFault } from '../faults.ts';
import { seeded } from '../random.ts';
import type { Machine } from '../state-machine.ts';
import { isWire, type Wire } from '../wire.ts';
import { type Case, nameOfCase } from './cases.ts';
import { type AnyScenarioRun, runScenario } from './run.ts';
import type { Scenario } from './scenarios.ts';

/** Faults by chance go on for so long after the last step of a scenario. */
const FAULTY_FOR = 15 * MINUTE;

export interface Tried {
  readonly run: AnyScenarioRun;
  readonly injected: readonly string[];
  /** How many attempts of calls of the table went wrong on the wire. */
  readonly onTheWire: number;
  /** What does not hold; empty where all is well. */
  readonly broken: readonly string[];
}

/** The table that a case runs on. */
export type TableOf = (each: Case) => Promise<Table>;

/** Of the attempts at a table on the wire, the share that goes wrong. */
const WIRE_RATE = 0.05;

/**
 * Tables on the wire. Besides the one fault of a case, nothing goes wrong that the client does not repair by itself; in
 * cases of many faults it may have to give up.
 */
export const wireTables =
  ({ newTable }: Wire): TableOf =>
  (each) =>
    newTable(seeded(`wire ${nameOfCase(each)}`), WIRE_RATE, each.kind === 'many');

/** Whichever table it comes from. */
const plain = (end: object): unknown => JSON.parse(JSON.stringify(end));

export interface CampaignSettings {
  /** The table of each case; without, a new one in memory. */
  readonly tableOf?: TableOf | undefined;
  /** The definition that executions begin with, where it is not that of statemachines/. */
  readonly machine?: Machine;
}

/** Tries cases, and compares those of one fault with the run in which nothing happens. */
export function createTrials({ tableOf, machine }: CampaignSettings = {}) {
  const undisturbed = new Map<string, object>();

  async function endOfUndisturbed(scenario: Scenario): Promise<object> {
    const known = undisturbed.get(scenario.name);
    if (known) return known;
    const { end, broken } = await runScenario(scenario, noFaults(), seeded(scenario.name));
    if (broken.length > 0) throw new Error(`${scenario.name}, undisturbed: ${broken.join('; ')}`);
    undisturbed.set(scenario.name, end);
    return end;
  }

  async function runCase(
    each: Case,
    place: { readonly table?: Table; readonly machine?: Machine },
  ): Promise<{ readonly run: AnyScenarioRun; readonly plan: FaultPlan }> {
    if (each.kind === 'one') {
      const plan = oneFault(each.call, each.fault);
      return { plan, run: await runScenario(each.scenario, plan, seeded(each.scenario.name), place) };
    }
    const until = START + (each.scenario.steps.at(-1)?.minute ?? 0) * MINUTE + FAULTY_FOR;
    let now = () => 0;
    const plan = manyFaults(seeded(`faults ${each.seed}`), each.rate, () => now() < until);
    const onStart = (service: AnyScenarioRun['service']) => {
      now = service.simulation.now;
    };
    const run = await runScenario(each.scenario, plan, seeded(`run ${each.seed}`), {
      ...place,
      onStart,
    });
    return { plan, run };
  }

  return async (each: Case): Promise<Tried> => {
    const place: { readonly table?: Table; readonly machine?: Machine } = {
      ...(tableOf && { table: await tableOf(each) }),
      ...(machine && { machine }),
    };
    const { run, plan } = await runCase(each, place);
    const broken = [...run.broken];
    if (each.kind === 'one' && broken.length === 0) {
      const expected = await endOfUndisturbed(each.scenario);
      if (!isDeepStrictEqual(plain(run.end), plain(expected))) {
        broken.push(`5: it ended as ${JSON.stringify(run.end)} instead of ${JSON.stringify(expected)}`);
      }
    }
    const onTheWire = place.table && isWire(place.table) ? place.table.injected() : 0;
    return { run, injected: plan.injected, onTheWire, broken };
  };
}

/** Of a case that failed, the report shows so many of its faults, the last. */
const FAULTS_SHOWN = 12;

/** The figures of a campaign, summed up. */
export interface Report {
  cases: number;
  faults: number;
  sentIn: number;
  applied: number;
  deadLetters: number;
  lost: number;
  due: number;
  sent: number;
  duplicated: number;
  failed: number;
  /** Sent more than a minute after they were due. */
  late: number;
  readonly lateness: number[];
  /** The ways from one state of the alert escalation to another that executions took. */
  readonly transitions: Set<string>;
  readonly failures: string[];
}

export const emptyReport = (): Report => ({
  cases: 0,
  faults: 0,
  sentIn: 0,
  applied: 0,
  deadLetters: 0,
  lost: 0,
  due: 0,
  sent: 0,
  duplicated: 0,
  failed: 0,
  late: 0,
  lateness: [],
  transitions: new Set(),
  failures: [],
});

export function addTo(report: Report, each: Case, { run, injected, onTheWire, broken }: Tried): void {
  const { figures } = run;
  report.cases++;
  report.faults += injected.length + onTheWire;
  for (const name of [
    'sentIn',
    'applied',
    'deadLetters',
    'lost',
    'due',
    'sent',
    'duplicated',
    'failed',
  ] as const) {
    report[name] += figures[name];
  }
  report.late += figures.lateness.filter((lateness) => lateness > MINUTE).length;
  report.lateness.push(...figures.lateness);
  for (const transition of run.transitions) report.transitions.add(transition);
  if (broken.length > 0) {
    const earlier = injected.length - FAULTS_SHOWN;
    const shown = [...(earlier > 0 ? [`${earlier} faults before`] : []), ...injected.slice(-FAULTS_SHOWN)];
    report.failures.push([nameOfCase(each), ...shown, ...broken].join('\n    '));
  }
}

/** Tries the cases one after the other; `onCase` is called after each. */
export async function campaign(
  cases: readonly Case[],
  settings: CampaignSettings = {},
  onCase: (report: Report) => void = () => {},
): Promise<Report> {
  const report = emptyReport();
  const tried = createTrials(settings);
  for (const each of cases) {
    try {
      addTo(report, each, await tried(each));
    } catch (error) {
      report.failures.push(`${nameOfCase(each)}\n    ${(error as Error).stack}`);
    }
    onCase(report);
  }
  return report;
}
