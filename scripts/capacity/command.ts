import { type CapacityQuestion, HIGHEST_RATE, type LimitRow } from '../../simulator/capacity/limits.ts';
import { isRegion, quotasOf } from '../../src/platform/aws-quotas.ts';
import { DUE_SHARDS } from '../../src/platform/keys.ts';
import { readNumber } from '../arguments.ts';
import { CommandError } from '../command-line.ts';

const MAX_RATE = 10_000;

/** DynamoDB stores items of at most 400 kB. */
const MAX_POLICY_BYTES = 390_000;

/** Bytes in a text such as 40kB, 40 kB or 40000; a kB is 1,000 bytes. Throws CommandError. */
export function parseBytes(text: string): number {
  const [, digits = '', kilo] = /^(\d+)\s*(?:(k)?B)?$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * (kilo ? 1_000 : 1);
  if (digits === '' || bytes > MAX_POLICY_BYTES) {
    throw new CommandError(`--policies must be a size up to 390kB, such as 40kB, not ${text}.`);
  }
  return bytes;
}

/** The question of the options. Throws CommandError. */
export function parseQuestion(values: Readonly<Record<string, string | boolean>>): CapacityQuestion {
  const text = (name: string) => String(values[name]);
  if (!isRegion(text('region')))
    throw new CommandError(`--region must be a region of AWS, such as eu-west-1, not ${text('region')}.`);
  return {
    rate: readNumber('--rate', text('rate'), [0.1, MAX_RATE], { whole: false }),
    tenants: readNumber('--tenants', text('tenants'), [1, 1_000_000]),
    region: text('region'),
    minutes: readNumber('--minutes', text('minutes'), [0, 525_600], { whole: false }),
    workerConcurrency: readNumber('--worker-concurrency', text('worker-concurrency'), [2, 1_000]),
    reconcilerParts: readNumber('--reconciler-parts', text('reconciler-parts'), [1, DUE_SHARDS]),
    apiRateLimit: readNumber('--api-rate-limit', text('api-rate-limit'), [1, 1_000_000]),
  };
}

const format = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });

const formatReached = ({ reachedAt, scope }: LimitRow): string =>
  `${reachedAt >= HIGHEST_RATE ? `over ${format(HIGHEST_RATE)}` : format(reachedAt)}${
    scope === 'account' ? ' an account' : ''
  }`;

/** The advice, with what to ask for. */
function describeAdvice({ kind, percent, load, advice }: LimitRow): string {
  if (kind === 'soft') return advice;
  if (percent <= 100) return '';
  return kind === 'design' ? advice : `${advice} (at least ${format(Math.ceil(load))})`;
}

function describeFirst(rows: readonly LimitRow[]): string {
  const [first] = rows.filter(({ kind }) => kind !== 'soft');
  if (!first) return '';
  const full = rows.filter(({ kind, percent }) => kind !== 'soft' && percent > 100);
  const reached = `Reached first: ${first.what}, at ${formatReached(first)} new alerts a second.`;
  if (full.length === 0) return `${reached} At this rate everything is below its limit.`;
  const design = full.filter(({ kind }) => kind === 'design');
  return `${reached} At this rate ${full.length} ${full.length === 1 ? 'limit is' : 'limits are'} exceeded, of which ${
    design.length === 0 ? 'all can be raised' : `${design.length} cannot be raised`
  }.`;
}

const HEADER = ['%', 'load', 'limit', 'reached at', 'what', 'what to do'] as const;

/** The table as people read it. */
export function formatCapacity(
  { rate, tenants, region, minutes }: CapacityQuestion,
  policies: string,
  rows: readonly LimitRow[],
): string {
  const cells = [
    HEADER,
    ...rows.map((row) => [
      format(row.percent),
      format(row.load),
      format(row.limit),
      formatReached(row),
      row.what,
      describeAdvice(row),
    ]),
  ];
  const widths = HEADER.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const isNumber = (column: number) => column < 3;
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [
    `${format(rate)} new alerts a second in ${region}, of ${format(tenants)} ${
      tenants === 1 ? 'account' : 'accounts'
    } with lists of policies of ${policies}. Each alert notifies one person by e-mail, is acknowledged after ${format(
      minutes,
    )} minutes and closed.`,
    describeFirst(rows),
    '',
    ...lines,
    '',
    `All events of one alias are in one message group of SQS, which takes ${
      quotasOf(region).sqsFifo.callsPerGroup
    } calls a second; requests above that are answered with 429.`,
  ].join('\n');
}
