import { parseArgs } from 'node:util';
import { formatTable } from './bench/table.ts';
import { measureLoad, toLoadRows } from './load/figures.ts';

/** `npm run load -- --alerts 10000`: measures the service under load on this machine. */

const { values } = parseArgs({ options: { alerts: { type: 'string', default: '10000' } } });
const progress = (what: string) => process.stderr.write(`${what} …\n`);

console.log(formatTable(toLoadRows(await measureLoad(Number(values.alerts), progress))));
