import { campaign, caseOfManyFaults, casesOfOneFault, some } from '../../simulator/campaign/campaign.ts';
import { killedAtRandom } from '../../simulator/campaign/killed.ts';
import { seeded } from '../../simulator/random.ts';
import { bundles } from '../bundles.ts';
import { quantile } from '../faults/report.ts';
import { type Cost, costs, featureRows } from './costs.ts';
import type { Row } from './table.ts';

const dollars = (value: number) => `$${value.toFixed(2)}`;
const rounded = (value: number) => String(Math.round(value * 10) / 10);

const CASES = 1_000;
const SEED = 1;

/** Results of {@link CASES} cases of the fault campaign, half with one fault and half with many. */
export async function faultRows(): Promise<readonly Row[]> {
  const half = CASES / 2;
  const one = some(await casesOfOneFault(), half, seeded(`campaign ${SEED}`));
  const many = Array.from({ length: half }, (_, i) => caseOfManyFaults(SEED * 1_000_000 + i));
  const report = await campaign([...one, ...many]);
  const killed = await killedAtRandom('bench');
  const { lateness } = report;
  return [
    {
      what: `${report.cases} scenarios with ${report.faults} faults: failed`,
      figure: String(report.failures.length),
      aim: '0',
    },
    {
      what: 'Their alerts: sent, applied, dead-lettered, lost',
      figure: `${report.sentIn}, ${report.applied}, ${report.deadLetters}, ${report.lost}`,
      aim: 'all, all, –, 0',
    },
    {
      what: 'Their notifications: due, sent, duplicated',
      figure: `${report.due}, ${report.sent}, ${report.duplicated}`,
      aim: '–, –, 0',
    },
    {
      what: 'Not sent but logged and dead-lettered; more than a minute late',
      figure: `${report.failed}; ${report.late}`,
      aim: '',
    },
    { what: 'Lateness, median', figure: `${(quantile(lateness, 0.5) / 1000).toFixed(1)} s`, aim: '' },
    {
      what: `${killed.kills} executions killed at random: longest time until the escalation continues`,
      figure: `${Math.round(killed.longest / 1000)} s`,
      aim: '120 s',
    },
  ];
}

const COUNTED = ['state transitions', 'Lambda invocations', 'DynamoDB write units', 'DynamoDB read units'];

const formatCounts = ({ bill }: Cost) =>
  COUNTED.map((name) => rounded(bill.find(({ what }) => what === name)?.count ?? 0)).join(', ');

/** Costs of an alert that is created, notified once and acknowledged, of further steps, and of duplicates. */
export async function costRows(): Promise<readonly Row[]> {
  const { costs: counted, extras } = await costs();
  const { alert, page, pageInBatch, coldAlert, step, duplicate, loneDuplicate } = counted;
  const { xRay, email, storageAMonth, settling } = extras;
  return [
    { what: `An alert: ${COUNTED.join(', ')}`, figure: formatCounts(alert), aim: '5, 6, 20, 13' },
    {
      what: 'Calls of AWS until somebody is notified: alone, in a batch of ten; and an acknowledge',
      figure: [page.calls, pageInBatch.calls, alert.calls - page.calls].map(rounded).join(', '),
      aim: '15, –, –',
    },
    { what: 'A million alerts', figure: dollars(alert.total), aim: '$150' },
    { what: 'The same with functions that have just started', figure: dollars(coldAlert.total), aim: '' },
    { what: 'A million further steps with one notification', figure: dollars(step.total), aim: '$110' },
    { what: 'A million duplicates in a storm', figure: dollars(duplicate.total), aim: '$3' },
    { what: 'A million duplicates, each alone', figure: dollars(loneDuplicate.total), aim: '$5' },
    {
      what: 'Besides, for a million alerts: X-Ray, e-mail, a month of storage, the reconciler if nobody acknowledges within a minute',
      figure: [xRay, email, storageAMonth, settling].map(dollars).join(', '),
      aim: '',
    },
    ...(await featureRows()),
  ];
}

const ALERTS_API = 'alerts-api';

/** Start time of functions relative to an empty handler: alerts-api, and the minimum and maximum of the others. */
export async function bundleRows(): Promise<readonly Row[]> {
  const all = await bundles();
  const api = all.find(({ name }) => name === ALERTS_API);
  const others = all.filter(({ name }) => name !== ALERTS_API).toSorted((a, b) => a.ratio - b.ratio);
  const [least, most] = [others.at(0), others.at(-1)];
  return [
    {
      what: 'Start time of alerts-api, relative to an empty handler; what it reads then',
      figure: `${api?.ratio.toFixed(1)} times; ${((api?.bytes ?? 0) / 1000).toFixed(0)} kB`,
      aim: '3 times',
    },
    {
      what: `Start time of the ${others.length} others, minimum and maximum`,
      figure: `${least?.ratio.toFixed(1)} times (${least?.name}), ${most?.ratio.toFixed(1)} times (${most?.name})`,
      aim: '',
    },
  ];
}
