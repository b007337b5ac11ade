import { campaign, emptyReport } from '../../simulator/campaign/campaign.ts';
import { type Case, findCase } from '../../simulator/campaign/cases.ts';
import { listTransitions, readStateMachine } from '../../simulator/state-machine.ts';

/** Each way from one state of the definition to another is taken in the fault campaign, while the invariants hold. */

/** Only a release that was rolled back takes it: test/statemachines/paths.test.ts. */
const OF_A_ROLL_BACK = 'WhatNext -> AssessTooOld';

const CASES = [
  'one/page and acknowledge/0/crash',
  'one/nobody acknowledges/0/crash',
  'one/add a team that observes events/0/crash',
  'one/every channel/0/crash',
  ...Array.from({ length: 10 }, (_, seed) => `many/every channel/${seed}/0.3`),
  ...Array.from({ length: 4 }, (_, seed) => `many/add a team that observes events/${seed}/0.3`),
];

let report = emptyReport();

beforeAll(async () => {
  const cases: Case[] = [];
  for (const name of CASES) cases.push(await findCase(name));
  report = await campaign(cases);
}, 240_000);

test('the invariants hold in each case', () => {
  expect(report.failures).toEqual([]);
  expect(report).toMatchObject({ cases: CASES.length, lost: 0, duplicated: 0, applied: report.sentIn });
});

test.each(
  listTransitions(readStateMachine('alert-escalation.asl.json')).filter((each) => each !== OF_A_ROLL_BACK),
)('an execution goes %s', (transition) => {
  expect([...report.transitions]).toContain(transition);
});
