import { FAULTS, type Fault, makesSense, noFaults, type Site } from '../faults.ts';
import { type Random, seeded } from '../random.ts';
import { runScenario } from './run.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

/** One fault at one call of a run, or any number of them by chance. Its name is all that is needed to repeat it. */
export type Case =
  | { readonly kind: 'one'; readonly scenario: Scenario; readonly call: number; readonly fault: Fault }
  | { readonly kind: 'many'; readonly scenario: Scenario; readonly seed: number; readonly rate: number };

export const nameOfCase = (each: Case): string =>
  each.kind === 'one'
    ? `one/${each.scenario.name}/${each.call}/${each.fault}`
    : `many/${each.scenario.name}/${each.seed}/${each.rate}`;

/** The share of calls that meet a fault, if there are many: few, so that two come together; or many, as in an outage. */
const RATES = [0.01, 0.03, 0.1, 0.3] as const;

/** A whole number as `nameOfCase` writes it; undefined for any other text. */
function parseWhole(text: string): number | undefined {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 0 && String(value) === text ? value : undefined;
}

function requireMember<T extends string | number>(what: string, text: string, known: readonly T[]): T {
  const found = known.find((each) => String(each) === text);
  if (found === undefined) throw new Error(`There is no ${what} "${text}". Valid: ${known.join(', ')}.`);
  return found;
}

/** The calls of a scenario in which nothing goes wrong, in order. */
async function listCalls(scenario: Scenario): Promise<readonly Site[]> {
  const sites: Site[] = [];
  await runScenario(
    scenario,
    noFaults((_, site) => sites.push(site)),
    seeded(scenario.name),
  );
  return sites;
}

/** The case of that name. Throws an error that says what is valid if there is none. */
export async function findCase(name: string): Promise<Case> {
  const [kind = '', scenarioName = '', number = '', last = '', ...more] = name.split('/');
  if (!['one', 'many'].includes(kind) || last === '' || more.length > 0) {
    throw new Error(
      `There is no case "${name}". A case is one/<scenario>/<call>/<fault> or many/<scenario>/<seed>/<rate>.`,
    );
  }
  const known = SCENARIOS.map((each) => each.name);
  const scenario = SCENARIOS[known.indexOf(requireMember('scenario', scenarioName, known))] as Scenario;
  if (kind === 'many') {
    const seed = parseWhole(number);
    if (seed === undefined) throw new Error(`The seed of a case must be a whole number, not "${number}".`);
    return { kind, scenario, seed, rate: requireMember('rate', last, RATES) };
  }
  const fault = requireMember('fault', last, FAULTS);
  const calls = await listCalls(scenario);
  const call = parseWhole(number);
  const site = call === undefined ? undefined : calls[call];
  if (call === undefined || !site) {
    throw new Error(`"${scenario.name}" has no call "${number}". Valid: 0 to ${calls.length - 1}.`);
  }
  if (!makesSense(fault, site)) {
    const possible = FAULTS.filter((each) => makesSense(each, site));
    throw new Error(
      `Call ${call} (${site.who} ${site.operation}) has no fault "${fault}". Valid: ${possible.join(', ')}.`,
    );
  }
  return { kind: 'one', scenario, call, fault };
}

/** All cases of one fault: each call of each scenario, each fault that makes sense there. */
export async function casesOfOneFault(): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const scenario of SCENARIOS) {
    for (const [call, site] of (await listCalls(scenario)).entries()) {
      for (const fault of FAULTS.filter((each) => makesSense(each, site))) {
        cases.push({ kind: 'one', scenario, call, fault });
      }
    }
  }
  return cases;
}

export const caseOfManyFaults = (seed: number): Case => {
  const random = seeded(`case ${seed}`);
  return { kind: 'many', scenario: random.pick(SCENARIOS), seed, rate: random.pick(RATES) };
};

/** `count` of the cases, chosen by chance, in their order. */
export function some<T>(all: readonly T[], count: number, random: Random): readonly T[] {
  const order = all.map((each, index) => ({ each, index, at: random.next() })).sort((a, b) => a.at - b.at);
  return order
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ each }) => each);
}
