import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly aim: string;
}

/** What was measured on. */
export interface Machine {
  readonly processors: number;
  readonly model: string;
  readonly gigabytes: number;
  readonly node: string;
  /** Of the last minute, when the measuring began. */
  readonly load: number;
}

export const machineOf = (): Machine => ({
  processors: availableParallelism(),
  model: cpus()[0]?.model.trim() ?? 'unknown',
  gigabytes: Math.round(totalmem() / 1e9),
  node: process.version,
  load: loadavg()[0] ?? Number.NaN,
});

const machineInWords = ({ processors, model, gigabytes, node, load }: Machine): string =>
  `${processors} processors (${model}), ${gigabytes} GB, Node ${node.slice(1)}, load before ${load.toFixed(1)}`;

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** The rows as a table of Markdown that can also be read as it is, under the day and the machine. */
export function tableOf(rows: readonly Row[], machine: Machine = machineOf(), at = new Date()): string {
  const head: Row = { what: 'what', figure: 'figure', aim: 'aim' };
  const width = (part: keyof Row) => Math.max(...[head, ...rows].map((row) => row[part].length));
  const widths = [width('what'), width('figure'), width('aim')] as const;
  const line = ({ what, figure, aim }: Row) =>
    `| ${what.padEnd(widths[0])} | ${figure.padEnd(widths[1])} | ${aim.padEnd(widths[2])} |`;
  const rule = `|${widths.map((each) => '-'.repeat(each + 2)).join('|')}|`;
  return [`${DAY.format(at)}, ${machineInWords(machine)}:`, '', line(head), rule, ...rows.map(line)].join(
    '\n',
  );
}
