import type { Figures, PurposeFigures } from './catalogue.ts';
import { withLoad } from './load-average.ts';
import { describeMachine, formatMachine, formatTable, type Machine, type Row, toRows } from './table.ts';

/** The parts of the bench and how long each takes on two quiet processors, in minutes. */
export const PARTS = {
  latency: 1,
  burst: 3,
  storm: 1,
  load: 15,
  faults: 2,
  price: 1,
  calls: 1,
  capacity: 1,
  cold_start: 3,
  console: 2,
  bulk: 3,
} as const;
export type Part = keyof typeof PARTS;

export const ALL_PARTS = Object.keys(PARTS) as readonly Part[];

/** The fewest alerts that give figures in the part load. */
export const MIN_ALERTS = 10;

/** The most that a machine opens in a day. */
export const MAX_ALERTS = 10_000_000;

export type Measure = () => Promise<Figures & Partial<PurposeFigures>>;

/** What one run of the bench found. */
export interface Results {
  /** ISO 8601. */
  readonly at: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
  /** Parts that could not be measured, and why. */
  readonly failures: readonly { readonly part: Part; readonly error: string }[];
}

/** Reads the value of --only: names of parts, separated by commas. Throws with the possible names. */
export function parseParts(only: string | undefined): readonly Part[] {
  if (only === undefined) return ALL_PARTS;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) {
    throw new Error(`The bench has no part "${unknown}". Its parts: ${ALL_PARTS.join(', ')}.`);
  }
  return ALL_PARTS.filter((part) => names.includes(part));
}

/** Measures the parts one after the other. A part that fails is in the results, and the others are measured all the same. */
export async function runBench(
  parts: readonly Part[],
  measures: Readonly<Record<Part, Measure>>,
  progress: (text: string) => void,
): Promise<Results> {
  const at = new Date().toISOString();
  const rows: Row[] = [];
  const failures: { part: Part; error: string }[] = [];
  for (const part of parts) {
    progress(part);
    try {
      const { result, load } = await withLoad(measures[part]);
      rows.push(...toRows(result, load));
    } catch (error) {
      failures.push({ part, error: (error as Error).message });
    }
  }
  return { at, machine: describeMachine(), rows, failures };
}

/** The results for people: Markdown that README can quote. */
export function formatResults({ at, machine, rows, failures }: Results): string {
  const failed = failures.map(({ part, error }) => `Not measured: ${part}. ${error}`);
  return [`${formatMachine(machine, new Date(at))}:`, '', formatTable(rows), ...failed].join('\n');
}
