import { availableParallelism, cpus, totalmem } from 'node:os';
import { type Aim, type Claim, findClaim, isMet } from './catalogue.ts';
import type { Load } from './load-average.ts';

/** A figure with its claim. */
export interface Row extends Claim {
  readonly name: string;
  readonly figure: number;
  /** Undefined without an aim. */
  readonly isMet?: boolean;
  /** Of the machine, before and while it was measured. */
  readonly load?: Load;
}

/** The machine that the figures were measured on. */
export interface Machine {
  readonly processors: number;
  readonly model: string;
  readonly gigabytes: number;
  readonly node: string;
}

export const describeMachine = (): Machine => ({
  processors: availableParallelism(),
  model: cpus()[0]?.model.trim() ?? 'unknown',
  gigabytes: Math.round(totalmem() / 1e9),
  node: process.version,
});

/** The rows of figures, rounded as they are shown. Throws if a name has no claim. */
export function toRows(figures: Readonly<Record<string, number | undefined>>, load?: Load): readonly Row[] {
  return Object.entries(figures).flatMap(([name, exact]) => {
    if (exact === undefined) return [];
    const claim = findClaim(name);
    if (!claim) throw new Error(`The bench has no claim ${name}.`);
    const figure = Number(exact.toFixed(claim.digits));
    const met = isMet(figure, claim.aim);
    return [{ name, ...claim, figure, ...(met !== undefined && { isMet: met }), ...(load && { load }) }];
  });
}

function withUnit(value: number, { unit, digits }: Claim): string {
  const number = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  if (unit === '$') return `$${number}`;
  return unit === '' ? number : `${number} ${unit}`;
}

function formatAim(aim: Aim | undefined, claim: Claim): string {
  if (!aim) return '';
  // Aims are round numbers: their own digits say enough.
  const format = (value: number) => withUnit(value, { ...claim, digits: Number.isInteger(value) ? 0 : 1 });
  if ('atMost' in aim) return `≤ ${format(aim.atMost)}`;
  return 'atLeast' in aim ? `≥ ${format(aim.atLeast)}` : format(aim.exactly);
}

const formatLoad = (load: Load | undefined): string =>
  load ? `${load.before.toFixed(1)}, ${load.during.toFixed(1)}` : '';

const COLUMNS = ['name', 'what', 'figure', 'aim', 'load before, during'] as const;

const toCells = (row: Row): readonly string[] => [
  `\`${row.name}\``,
  row.what,
  `${withUnit(row.figure, row)}${row.isMet === false ? ' (missed)' : ''}`,
  formatAim(row.aim, row),
  formatLoad(row.load),
];

/** The rows as a Markdown table; in even columns for a terminal. */
export function formatTable(rows: readonly Row[], inColumns = Boolean(process.stdout.isTTY)): string {
  const lines = [[...COLUMNS], ...rows.map(toCells)];
  const widths = COLUMNS.map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)));
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (inColumns ? cell.padEnd(widths[i] ?? 0) : cell)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(inColumns ? width + 2 : 3)).join('|')}|`;
  const [head = [], ...body] = lines;
  return [toLine(head), rule, ...body.map(toLine)].join('\n');
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** One line about where and when the figures were measured. */
export const formatMachine = ({ processors, model, gigabytes, node }: Machine, at: Date): string =>
  `${DAY.format(at)}, ${processors} processors (${model}), ${gigabytes} GB, Node.js ${node.slice(1)}`;
