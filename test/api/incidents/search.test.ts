import { type Call, createdId } from '../../../simulator/configuration-api.ts';
import { createHarness } from '../../domain/incident-worker/harness.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

let call: Call;
let serviceId: string;
let other: string;

/** Four incidents: #1 Alpha open, #2 beta resolved, #3 gamma closed, #4 delta open on another service. */
beforeAll(async () => {
  const harness = await createHarness(table(), 'search');
  ({ call, serviceId } = harness);
  other = await createdId(call, '/v1/services', { name: 'Till', teamId: harness.teamId });
  await harness.open({ message: 'Alpha', priority: 'P1', tags: ['red'] });
  const beta = await harness.open({ message: 'beta', details: { region: 'eu' } });
  const gamma = await harness.open({ message: 'gamma', priority: 'P5' });
  await harness.open({
    message: 'delta',
    serviceId: other,
    responders: [{ type: 'user', id: harness.userId }],
  });
  await harness.act('POST', `/v1/incidents/${beta}/resolve`);
  await harness.act('POST', `/v1/incidents/${gamma}/close`);
});

const messagesOf = (response: { data: { message: string }[] }) => response.data.map(({ message }) => message);
const found = async (query: string) =>
  messagesOf((await call('GET', `/v1/incidents?order=asc&query=${encodeURIComponent(query)}`)).body);

test.each([
  ['status: open', ['Alpha', 'delta']],
  ['status: resolved', ['beta']],
  ['status: closed', ['gamma']],
  ['NOT status: closed', ['Alpha', 'beta', 'delta']],
  ['message: alpha', ['Alpha']],
  ['tag: red OR tag: blue', ['Alpha']],
  ['details.key: region AND details.value: eu', ['beta']],
  ['priority > P3', ['Alpha']],
  ['tinyId: 3', ['gamma']],
  ['responders: jane@example.com', ['delta']],
  ['teams: ops', ['Alpha', 'beta', 'gamma', 'delta']],
  ['isSeen: false', ['Alpha', 'delta']],
  ['createdAt < 2026-11-02T09:00:02Z', ['Alpha']],
  ['gamma', ['gamma']],
])('the query %s finds the matching incidents', async (query, expected) => {
  expect(await found(query)).toEqual(expected);
});

test('incidents are found by service', async () => {
  expect(await found(`impactedServices: ${other}`)).toEqual(['delta']);
  expect(await found(`serviceId: ${serviceId}`)).toEqual(['Alpha', 'beta', 'gamma']);
});

test.each([
  ['status: acknowledged', /open, resolved, closed/],
  ['acknowledged: true', /Unknown field acknowledged/],
  ['(status: open', /not closed/],
])('an invalid query is rejected with the reason: %s', async (query, reason) => {
  const { status, body } = await call('GET', `/v1/incidents?query=${encodeURIComponent(query)}`);
  expect([status, body.errors.query]).toEqual([422, expect.stringMatching(reason)]);
});

test.each([
  ['message', ['Alpha', 'beta', 'delta', 'gamma']],
  ['tinyId', ['Alpha', 'beta', 'gamma', 'delta']],
  ['status', ['gamma', 'Alpha', 'delta', 'beta']],
])('incidents are sorted by %s in both directions', async (sort, expected) => {
  const sorted = async (order: string) =>
    messagesOf((await call('GET', `/v1/incidents?sort=${sort}&order=${order}`)).body);
  expect(await sorted('asc')).toEqual(expected);
  expect(await sorted('desc')).toEqual(expected.toReversed());
});

test.each(['createdAt', 'message'])('pages sorted by %s have absolute links', async (sort) => {
  const seen: string[] = [];
  let path = `/v1/incidents/?limit=3&order=asc&sort=${sort}`;
  for (let page = 0; ; page++) {
    const { body } = await call('GET', path);
    seen.push(...messagesOf(body));
    expect('prev' in body.paging).toBe(page > 0);
    if (!body.paging.next) {
      expect(body.totalCount).toBe(4);
      break;
    }
    const next = new URL(body.paging.next);
    expect(next.origin).toBe('https://api.example.com');
    path = next.pathname + next.search;
  }
  expect(seen.toSorted()).toEqual(['Alpha', 'beta', 'delta', 'gamma']);
});

test('a service cannot be deleted while it has an unclosed incident', async () => {
  const { status, body } = await call('DELETE', `/v1/services/${other}`);
  expect([status, body.message]).toEqual([428, expect.stringContaining('incident #4 [delta]')]);
});
