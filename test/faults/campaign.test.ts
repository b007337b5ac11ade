import { campaign, createTrials } from '../../simulator/campaign/campaign.ts';
import {
  caseOfManyFaults,
  casesOfOneFault,
  findCase,
  nameOfCase,
  some,
} from '../../simulator/campaign/cases.ts';
import { checkInvariants } from '../../simulator/campaign/invariants.ts';
import { runPrimary, runScenario } from '../../simulator/campaign/run.ts';
import { SCENARIOS } from '../../simulator/campaign/scenarios.ts';
import { checkSecondaryInvariants } from '../../simulator/campaign/secondary-invariants.ts';
import { noFaults } from '../../simulator/faults.ts';
import { seeded } from '../../simulator/random.ts';
import { createSecondaryService } from '../../simulator/secondary-service.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import type { Item } from '../../src/platform/table.ts';

jest.setTimeout(240_000);

const beats = SCENARIOS.find(({ name }) => name === 'heartbeat')?.steps ?? [];

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  'without faults nothing is lost, late or sent twice: %s',
  async (_, scenario) => {
    const { broken, figures } = await runScenario(scenario, noFaults(), seeded('undisturbed'));
    expect(broken).toEqual([]);
    expect(figures).toMatchObject({ lost: 0, deadLetters: 0, duplicated: 0, applied: figures.sentIn });
    if (scenario.name !== 'heartbeat') expect(figures.sent).toBeGreaterThan(0);
  },
);

test.each([
  ['heartbeat', { alerts: [['heartbeat_backup', ['closed', 'closed', 'open']]], incidents: [] }],
  [
    'incident',
    {
      alerts: expect.arrayContaining([['incident_team', ['closed']]]),
      incidents: [{ message: expect.stringMatching(/^Incident: /), status: 'closed' }],
      stakeholdersNotified: 3,
    },
  ],
])('without faults the secondary service behaves as specified: %s', async (name, expected) => {
  const scenario = SCENARIOS.find((each) => each.name === name);
  expect((await runScenario(scenario!, noFaults(), seeded('undisturbed'))).end).toMatchObject(expected);
});

test('with one fault at any call the invariants hold and the end state is the same', async () => {
  const all = await casesOfOneFault();
  expect(all.length).toBeGreaterThan(10_000);
  const { failures, ...report } = await campaign(some(all, 150, seeded('ci')));
  expect(failures).toEqual([]);
  expect(report).toMatchObject({ cases: 150, lost: 0, duplicated: 0, applied: report.sentIn });
});

test('with random faults, few or many, the invariants hold', async () => {
  const cases = Array.from({ length: 80 }, (_, i) => caseOfManyFaults(i));
  const { failures, ...report } = await campaign(cases);
  expect(failures).toEqual([]);
  expect(report).toMatchObject({ cases: 80, lost: 0, duplicated: 0, applied: report.sentIn });
});

test('a crash before an alert is stored leaves nothing that anybody reads', async () => {
  const { broken } = await createTrials()(await findCase('many/storm of duplicates/1101003993/0.3'));
  expect(broken).toEqual([]);
});

test('a case is reproducible from its name', async () => {
  const each = caseOfManyFaults(7);
  const again = await findCase(nameOfCase(each));
  const [first, second] = [await createTrials()(each), await createTrials()(again)];
  expect(first.injected.length).toBeGreaterThan(0);
  expect(second.injected).toEqual(first.injected);
  expect(second.run.service.deliveries).toEqual(first.run.service.deliveries);
  expect(second.run.end).toEqual(first.run.end);
});

test('a case of one fault is found by its name', async () => {
  const each = await findCase('one/page and acknowledge/3/error');
  expect(nameOfCase(each)).toBe('one/page and acknowledge/3/error');
  expect((await createTrials()(each)).injected).toHaveLength(1);
});

test.each([
  ['', 'A case is one/<scenario>/<call>/<fault> or many/<scenario>/<seed>/<rate>.'],
  ['some/page and acknowledge/1/0.3', 'A case is one/<scenario>'],
  ['many/page and acknowledge/1/0.3/4', 'A case is one/<scenario>'],
  ['many/X/1/0.3', 'There is no scenario "X". Valid: page and acknowledge, nobody acknowledges,'],
  ['many/page and acknowledge/abc/0.3', 'The seed of a case must be a whole number, not "abc".'],
  ['many/page and acknowledge/1.5/0.3', 'must be a whole number'],
  ['many/page and acknowledge/1/y', 'There is no rate "y". Valid: 0.01, 0.03, 0.1, 0.3.'],
  ['many/page and acknowledge/1/0.2', 'There is no rate "0.2".'],
  ['one/page and acknowledge/1/burnt', 'There is no fault "burnt". Valid: error, throttled,'],
  ['one/page and acknowledge/abc/error', '"page and acknowledge" has no call "abc". Valid: 0 to '],
  ['one/page and acknowledge/99999/error', '"page and acknowledge" has no call "99999". Valid: 0 to '],
  ['one/page and acknowledge/0/repeated', 'has no fault "repeated". Valid: error,'],
])('the case "%s" does not exist, and the error says what is valid', async (name, message) => {
  await expect(findCase(name)).rejects.toThrow(message);
});

test('checkSecondaryInvariants finds what is broken', async () => {
  const parts = {
    accountId: 'campaign',
    table: createMemoryTable(),
    random: seeded('tampered'),
    plan: noFaults(),
  };
  const service = await createSecondaryService(parts);
  const incident = SCENARIOS.find(({ name }) => name === 'incident');
  for (const { minute, method, path, body } of [...incident!.steps, ...beats]) {
    service.plan(minute, () => service.request(method, path, body));
  }
  await service.until(200);
  const broken = async (what: () => unknown) => {
    await what();
    return (await checkSecondaryInvariants(service, false)).broken;
  };
  expect(await broken(() => {})).toEqual([]);
  const [mail] = service.deliveries;
  expect(await broken(() => service.deliveries.push(mail!))).toContain('4: a stakeholder was notified twice');
  service.deliveries.splice(0, 2);
  expect(await broken(() => {})).toContain('4: 3 e-mails count as sent, 2 were');
  const [event] = service.posted.splice(0, 1);
  expect(await broken(() => {})).toContainEqual(expect.stringMatching(/^webhook: of .* it got Close$/));
  service.posted.unshift(event!);
  const items = await service.stored.items();
  const change = (which: (item: Item) => boolean, changed: object) =>
    Promise.all(items.filter(which).map((item) => service.stored.table.put({ ...item, ...changed })));
  const isOfHeartbeat = ({ sk, alias }: Item) => sk === 'STATE#ALERT' && alias === 'heartbeat_backup';
  expect(await broken(() => change(isOfHeartbeat, { status: 'closed', count: 2 }))).toEqual(
    expect.arrayContaining([
      'heartbeat: it expired and no alert is open',
      'heartbeat: its alert was raised 2 times',
    ]),
  );
  const isIncident = ({ sk }: Item) => sk === 'STATE#INCIDENT';
  expect(await broken(() => change(isIncident, { status: 'open' }))).toContain(
    'incident: it is open, its alert closed',
  );
});

test('checkInvariants finds what is lost, sent twice, early, cancelled or forgotten', async () => {
  const [scenario] = SCENARIOS;
  const { service } = await runPrimary(scenario!, noFaults(), seeded('tampered'));
  const items = new Map((await service.stored.items()).map((item) => [item.sk, item]));
  const [first] = service.deliveries;
  const tamper = async (what: () => unknown) => {
    await what();
    return (await checkInvariants(service, new Set())).broken;
  };
  expect(await tamper(() => {})).toEqual([]);
  expect(await tamper(() => service.deliveries.push(first!))).toContainEqual(
    expect.stringMatching(/^4: .* was sent twice$/),
  );
  service.deliveries.pop();
  expect(
    await tamper(() => service.deliveries.push({ ...first!, at: first!.at + 30 * MINUTE })),
  ).toContainEqual(expect.stringMatching(/^3: .* after it was cancelled$/));
  service.deliveries.pop();
  service.deliveries.shift();
  expect(await tamper(() => {})).toContainEqual(expect.stringMatching(/^4: .* counts as sent and was not$/));
  service.deliveries.unshift(first!);
  const alert = items.get('STATE#ALERT')!;
  expect(await tamper(() => service.stored.table.put({ ...alert, count: 2 }))).toContainEqual(
    expect.stringMatching(/^1: disk was created 1 times and counts 2$/),
  );
  await service.stored.table.put(alert);
  expect(await tamper(() => service.stored.table.delete(items.get('REQUEST')!))).toContainEqual(
    expect.stringMatching(/^1: .* was accepted and is lost$/),
  );
});
