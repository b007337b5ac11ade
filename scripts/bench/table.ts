import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly aim: string;
}

/** The machine that the figures were measured on. */
export interface Machine {
  readonly processors: number;
  readonly model: string;
  readonly gigabytes: number;
  readonly node: string;
  /** Load average of the minute before the measurement. */
  readonly load: number;
}

export const describeMachine = (): Machine => ({
  processors: availableParallelism(),
  model: cpus()[0]?.model.trim() ?? 'unknown',
  gigabytes: Math.round(totalmem() / 1e9),
  node: process.version,
  load: loadavg()[0] ?? Number.NaN,
});

const formatMachine = ({ processors, model, gigabytes, node, load }: Machine): string =>
  `${processors} processors (${model}), ${gigabytes} GB, Node ${node.slice(1)}, load before ${load.toFixed(1)}`;

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** Formats the rows as a Markdown table with date and machine; in plain columns for a terminal. */
export function formatTable(
  rows: readonly Row[],
  machine: Machine = describeMachine(),
  at = new Date(),
  inColumns = process.stdout.isTTY,
): string {
  const head: Row = { what: 'what', figure: 'figure', aim: 'aim' };
  const all = [head, ...rows];
  const width = (column: keyof Row) =>
    inColumns ? Math.max(...all.map((row) => row[column].length)) : '---'.length;
  const widths = [width('what'), width('figure'), width('aim')] as const;
  const cell = (text: string, column: 0 | 1 | 2) => (inColumns ? text.padEnd(widths[column]) : text);
  const line = ({ what, figure, aim }: Row) => `| ${cell(what, 0)} | ${cell(figure, 1)} | ${cell(aim, 2)} |`;
  const rule = `|${widths.map((each) => '-'.repeat(inColumns ? each + 2 : each)).join('|')}|`;
  return [`${DAY.format(at)}, ${formatMachine(machine)}:`, '', line(head), rule, ...rows.map(line)].join(
    '\n',
  );
}
