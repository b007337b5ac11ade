import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly aim: string;
}

/** The rows under one another, with what was measured on. */
export function tableOf(rows: readonly Row[]): string {
  const width = (part: keyof Row) => Math.max(...rows.map((row) => row[part].length));
  const [what, figure] = [width('what'), width('figure')];
  const machine = `${availableParallelism()} processors (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 1e9)} GB, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`;
  return [
    machine,
    ...rows.map((row) => `${row.what.padEnd(what)}  ${row.figure.padStart(figure)}  ${row.aim}`.trimEnd()),
  ].join('\n');
}

const MS_PER_TICK = 10;

/** Processor time that a process has taken so far, in milliseconds; not a number where the system does not say. */
export function cpuOf(pid: number | undefined): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) * MS_PER_TICK;
  } catch {
    return Number.NaN;
  }
}
