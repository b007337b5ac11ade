import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { aService, UNLIMITED } from '../api/alerts/harness.ts';

/** The statements of Opsgenie's documents about rate limits; each title has the statement's number. */

test('118: each domain of requests has a limit of its own; above it the answer is 429 and says when to retry', async () => {
  const limits = { ...UNLIMITED, search: { perSecond: 1, burst: 2 } };
  const { call, get, sent } = aService(createMemoryTable(), { limits });
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await get('/v2/alerts')).status);
  expect(statuses).toEqual([200, 200, 429, 429]);
  const { headers, json } = await get('/v2/alerts');
  expect(headers.toRecord()).toMatchObject({
    'retry-after': '1',
    'x-ratelimit-state': 'THROTTLED',
    'x-ratelimit-period-in-sec': expect.any(String),
    'x-ratelimit-reason': expect.any(String),
  });
  expect(json.message).toMatch(/too many requests/i);
  expect((await call('POST', '/v2/alerts', { message: 'Disk full' })).status).toBe(202);
  expect(sent).toHaveLength(1);
});

test('118: the limit is one of each account', async () => {
  const limits = { ...UNLIMITED, search: { perSecond: 1, burst: 1 } };
  const { get } = aService(createMemoryTable(), { limits });
  expect([(await get('/v2/alerts')).status, (await get('/v2/alerts')).status]).toEqual([200, 429]);
  expect((await get('/v2/alerts', 'other')).status).toBe(200);
});
