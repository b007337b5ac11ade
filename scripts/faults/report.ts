import type { Report } from '../../simulator/campaign/campaign.ts';

const SHOWN = 10;

/** The quantile of the numbers. */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** What `npm run faults` prints. */
export function reportInWords(report: Report, seed: number, seconds: number): string {
  const { lateness, failures } = report;
  const rows: readonly (readonly [string, string | number])[] = [
    ['cases run', `${report.cases} (seed ${seed}, ${report.faults} faults, ${Math.round(seconds)} s)`],
    ['alerts sent in', report.sentIn],
    ['  applied', report.applied],
    ['  dead-lettered, then replayed', report.deadLetters],
    ['  lost', report.lost],
    ['notifications due', report.due],
    ['  sent', report.sent],
    ['  duplicated', report.duplicated],
    ['  not sent, logged and dead-lettered', report.failed],
    ['  more than a minute late', report.late],
    ['lateness p50, p99', `${quantile(lateness, 0.5) / 1000} s, ${quantile(lateness, 0.99) / 1000} s`],
    ['cases failed', failures.length],
  ];
  const table = rows.map(([name, value]) => `${name.padEnd(38)}${value}`).join('\n');
  const shown = failures.slice(0, SHOWN).map((failure) => `\nfailed: ${failure}`);
  const again = failures.length > 0 ? '\n\nAgain: npm run faults -- --case "<name>"' : '';
  return `${table}${shown.join('\n')}${again}`;
}
