import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  connectGoAlert,
  estimateAhead,
  formatComparison,
  type GoAlert,
  type GoAlertMessage,
  measureGoAlert,
  messagesQuery,
  parseMessages,
  summarizeBurst,
} from '../../../scripts/bench/goalert.ts';

test('an alert goes to the generic API with the token of the integration', async () => {
  const seen: object[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, url: request.url, body: JSON.parse(body) });
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { createAlert } = connectGoAlert({ url, token: 'a&b', database: 'none' });
  expect(await createAlert('Disk full')).toBe(204);
  expect(seen).toEqual([
    { method: 'POST', url: '/api/v2/generic/incoming?token=a%26b', body: { summary: 'Disk full' } },
  ]);
  server.close();
});

test('the question to the database quotes the summary', () => {
  expect(messagesQuery("O'Neill")).toContain("starts_with(alert.summary, 'O''Neill')");
});

test('a clock that can be the clock of this machine counts as it', () => {
  expect([
    estimateAhead(1_000, 1_150, 1_200),
    estimateAhead(1_000, 5_100, 1_200),
    estimateAhead(1_000, 100, 1_200),
  ]).toEqual([0, 4_000, -1_000]);
});

test('what was not sent yet has no time', () => {
  const lines =
    '{"summary":"a","contact":"c","sentAt":1000.5}\n{"summary":"b","contact":"c","sentAt":null}\n';
  expect(parseMessages(lines)).toEqual([
    { summary: 'a', contact: 'c', sentAt: 1000.5 },
    { summary: 'b', contact: 'c' },
  ]);
});

test('a burst counts each alert by its first message, and names what was lost or sent twice', () => {
  const sent = (summary: string, contact: string, sentAt?: number): GoAlertMessage => ({
    summary,
    contact,
    ...(sentAt !== undefined && { sentAt }),
  });
  const messages = [
    sent('1', 'jane', 2_000),
    sent('1', 'omar', 2_100),
    sent('2', 'jane', 3_000),
    sent('2', 'jane', 9_000),
    sent('3', 'jane'),
  ];
  expect(summarizeBurst(messages, 4, 1_000)).toEqual({
    notifiedPerSecond: 1,
    half: 2_000,
    lost: 2,
    twice: 1,
  });
});

test('a GoAlert that notifies of nothing has lost all', () => {
  expect(summarizeBurst([], 3, 0)).toEqual({ notifiedPerSecond: 0, half: 0, lost: 3, twice: 0 });
});

/** A GoAlert that notifies at the second time it is asked, by a clock that is an hour ahead. */
function createFake({ status = 204, notifies = true } = {}): GoAlert {
  const HOUR = 3_600_000;
  const now = () => performance.timeOrigin + performance.now() + HOUR;
  const sent = new Map<string, number>();
  const asked = new Set<string>();
  return {
    clockAheadMs: async () => HOUR,
    async createAlert(summary) {
      if (status < 300) sent.set(summary, now());
      return status;
    },
    async messages(prefix) {
      const isFirst = !asked.has(prefix);
      asked.add(prefix);
      return [...sent]
        .filter(([summary]) => summary.startsWith(prefix))
        .map(([summary, sentAt]) => ({
          summary,
          contact: 'jane',
          ...(!isFirst && notifies && { sentAt: sentAt + 1_000 }),
        }));
    },
  };
}

const options = { alerts: 20, pages: 2, limitMs: 30_000, pollMs: 1 };

test('lone pages and a burst are measured by the clock of the database', async () => {
  const measured = await measureGoAlert(createFake(), options);
  expect(measured).toMatchObject({ lost: 0, twice: 0 });
  expect(measured.pageP50).toBeGreaterThan(900);
  expect(measured.pageP50).toBeLessThan(1_100);
  expect(measured.half).toBeGreaterThan(900);
  expect(measured.notifiedPerSecond).toBeLessThan(22);
});

test('an alert that GoAlert refuses ends the comparison', async () => {
  await expect(measureGoAlert(createFake({ status: 403 }), options)).rejects.toThrow(
    'GoAlert answered an alert with 403.',
  );
});

test('a page that nobody gets ends the comparison', async () => {
  await expect(measureGoAlert(createFake({ notifies: false }), { ...options, limitMs: 5 })).rejects.toThrow(
    /did not notify anybody of "Bench \d+ page 0\."/,
  );
});

test('the services are rows of a table', () => {
  const service = { pageP50: 60.2, notifiedPerSecond: 153.4, half: 2_700, lost: 0, twice: 0 };
  const slow = { ...service, pageP50: 2_800, notifiedPerSecond: 0.72 };
  expect(formatComparison({ Tocsin: service, GoAlert: slow }).split('\n').slice(2)).toEqual([
    '| Tocsin | 60 ms | 153 | 2.7 s | 0 | 0 |',
    '| GoAlert | 2800 ms | 0.7 | 2.7 s | 0 | 0 |',
  ]);
});
