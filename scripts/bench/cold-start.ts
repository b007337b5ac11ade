import { bundles } from '../bundles.ts';
import type { Figures } from './catalogue.ts';

const ALERTS_API = 'alerts-api';

/** Fresh processes of each function; the figure is their median. */
const PROCESSES = 20;

/** Start time of functions relative to an empty handler: alerts-api, and the least and most of the others. */
export async function measureColdStart(): Promise<Figures> {
  const all = await bundles({ rounds: PROCESSES });
  const api = all.find(({ name }) => name === ALERTS_API);
  if (!api) throw new Error(`There is no function ${ALERTS_API}.`);
  const others = all.filter((each) => each !== api).map(({ ratio }) => ratio);
  return {
    'cold_start.alerts_api': api.ratio,
    'cold_start.alerts_api_accepts': api.acceptedMs ?? Number.NaN,
    'cold_start.alerts_api_size': api.bytes / 1_000,
    'cold_start.others_least': Math.min(...others),
    'cold_start.others_most': Math.max(...others),
  };
}
