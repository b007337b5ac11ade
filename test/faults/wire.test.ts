import { campaign, wireTables } from '../../simulator/campaign/campaign.ts';
import { caseOfManyFaults, casesOfOneFault, some } from '../../simulator/campaign/cases.ts';
import { seeded } from '../../simulator/random.ts';
import { isWire, startWire, type Wire } from '../../simulator/wire.ts';

jest.setTimeout(240_000);

let wire: Wire;
beforeAll(async () => {
  wire = await startWire();
});
afterAll(() => wire.stop());

test('with requests and answers of the table lost on the wire the invariants hold', async () => {
  const one = some(await casesOfOneFault(), 6, seeded('wire'));
  const many = Array.from({ length: 6 }, (_, i) => caseOfManyFaults(i + 500));
  const { failures, ...report } = await campaign([...one, ...many], { tableOf: wireTables(wire) });
  expect(failures).toEqual([]);
  expect(report).toMatchObject({ cases: 12, lost: 0, duplicated: 0, applied: report.sentIn });
  expect(report.faults).toBeGreaterThan(100);
});

test('a lost answer leaves its write in the table', async () => {
  const table = await wire.newTable(seeded('always'), 1, true);
  if (!isWire(table)) throw new Error('It is a table on the wire.');
  const seen: string[] = [];
  table.observedBy({ stored: ({ sk }) => seen.push(sk), deleted: ({ sk }) => seen.push(`no ${sk}`) });
  const attempts = Array.from({ length: 20 }, (_, i) =>
    table
      .disturbed(() => table.put({ pk: 'p', sk: `s${i}` }))
      .then(
        () => 'stored',
        (error: Error) => error.name,
      ),
  );
  const notified = await Promise.all(attempts);
  expect(notified).toContain('TimeoutError');
  const { items } = await table.query({ pk: 'p' });
  expect(new Set(seen)).toEqual(new Set(items.map(({ sk }) => sk)));
  expect(items.length).toBeGreaterThan(notified.filter((each) => each === 'stored').length);
});
