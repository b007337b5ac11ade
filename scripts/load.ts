import { parseArgs } from 'node:util';
import { loadFigures, loadInWords } from './load/figures.ts';

const { values } = parseArgs({ options: { alerts: { type: 'string', default: '10000' } } });

console.log(loadInWords(await loadFigures(Number(values.alerts))));
