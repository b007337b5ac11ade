import { campaign } from '../../simulator/campaign/campaign.ts';
import { caseOfManyFaults, casesOfOneFault, some } from '../../simulator/campaign/cases.ts';
import { killedAtRandom } from '../../simulator/campaign/killed.ts';
import { seeded } from '../../simulator/random.ts';
import { quantile } from '../faults/report.ts';
import type { Figures } from './catalogue.ts';

const CASES = 1_000;
const SEED = 1;

/** Results of {@link CASES} cases of the fault campaign, half with one fault and half with many. */
export async function measureFaults(): Promise<Figures> {
  const half = CASES / 2;
  const one = some(await casesOfOneFault(), half, seeded(`campaign ${SEED}`));
  const many = Array.from({ length: half }, (_, i) => caseOfManyFaults(SEED * 1_000_000 + i));
  const report = await campaign([...one, ...many]);
  const killed = await killedAtRandom('bench');
  return {
    'faults.cases': report.cases,
    'faults.faults': report.faults,
    'faults.failed': report.failures.length,
    'faults.alerts_sent': report.sentIn,
    'faults.alerts_dead_lettered': report.deadLetters,
    'faults.alerts_lost': report.lost,
    'faults.notifications_due': report.due,
    'faults.notifications_sent': report.sent,
    'faults.notifications_duplicated': report.duplicated,
    'faults.notifications_failed': report.failed,
    'faults.notifications_late': report.late,
    'faults.late_p50': quantile(report.lateness, 0.5) / 1000,
    'faults.killed_executions': killed.kills,
    'faults.killed_longest': killed.longest / 1000,
  };
}
