import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { quantile } from '../faults/report.ts';
import { machineNow, times } from '../load/service.ts';

/** A message of GoAlert about an alert to one contact method. */
export interface GoAlertMessage {
  readonly summary: string;
  readonly contact: string;
  /** When it was sent, in ms since the epoch by the clock of the database; undefined: not yet. */
  readonly sentAt?: number;
}

/** A GoAlert that runs already. */
export interface GoAlert {
  /** Creates an alert with this summary, and resolves to the status of the response. */
  readonly createAlert: (summary: string) => Promise<number>;
  /** The messages about alerts whose summary begins so. */
  readonly messages: (prefix: string) => Promise<readonly GoAlertMessage[]>;
  /** How far the clock of the database is ahead of this machine's, in ms. */
  readonly clockAheadMs: () => Promise<number>;
}

export interface GoAlertOptions {
  /** For example http://localhost:8081 */
  readonly url: string;
  /** The token of an integration key of the type "generic". */
  readonly token: string;
  /** The address of its PostgreSQL, as psql takes it. */
  readonly database: string;
}

/**
 * One line of JSON for each message. A message that GoAlert put in a bundle was sent with the message of the bundle, whose id is
 * in its details. The tables are those of GoAlert's migrations (outgoing_messages, alerts).
 */
export const messagesQuery = (prefix: string): string => `
  SELECT json_build_object(
    'summary', alert.summary,
    'contact', coalesce(message.contact_method_id::text, message.channel_id::text),
    'sentAt', extract(epoch FROM coalesce(message.sent_at, bundle.sent_at)) * 1000)
  FROM alerts alert
  JOIN outgoing_messages message ON message.alert_id = alert.id AND message.message_type = 'alert_notification'
  LEFT JOIN outgoing_messages bundle
    ON message.last_status = 'bundled' AND bundle.id::text = message.status_details
  WHERE starts_with(alert.summary, ${quoteText(prefix)})`;

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The messages in the lines that {@link messagesQuery} answers. */
export const parseMessages = (lines: string): readonly GoAlertMessage[] =>
  lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { summary, contact, sentAt } = JSON.parse(line);
      return { summary, contact: String(contact), ...(sentAt !== null && { sentAt: Number(sentAt) }) };
    });

/**
 * How far another clock is ahead that showed `there` between two times of this one. If it can be the same clock, as on one machine,
 * it counts as the same: starting psql takes longer than clocks differ.
 */
export function estimateAhead(before: number, there: number, after: number): number {
  return before <= there && there <= after ? 0 : there - (before + after) / 2;
}

/** Calls GoAlert by its generic API, and asks its database with the program psql. */
export function connectGoAlert({ url, token, database }: GoAlertOptions): GoAlert {
  const ask = async (query: string) => {
    const args = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--command', query, database];
    const { stdout } = await promisify(execFile)('psql', args, { maxBuffer: 100_000_000 });
    return stdout;
  };
  const address = new URL('/api/v2/generic/incoming', url);
  address.searchParams.set('token', token);
  return {
    async createAlert(summary) {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ summary }),
      });
      await response.arrayBuffer();
      return response.status;
    },
    messages: async (prefix) => parseMessages(await ask(messagesQuery(prefix))),
    async clockAheadMs() {
      const before = machineNow();
      const there = Number(await ask('SELECT extract(epoch FROM clock_timestamp()) * 1000'));
      return estimateAhead(before, there, machineNow());
    },
  };
}

/** What the two services are compared by. */
export interface Comparison {
  /** From the answer to a request until a lone page was sent, median in ms. */
  readonly pageP50: number;
  /** People notified a second in a burst, from its first request. */
  readonly notifiedPerSecond: number;
  /** From the first request of the burst until half of the notifications were sent, in ms. */
  readonly half: number;
  /** Alerts without a notification, and with more than one to the same contact. */
  readonly lost: number;
  readonly twice: number;
}

/** Summarizes a burst of so many alerts that began at an instant, in ms by the clock of the messages. */
export function summarizeBurst(
  messages: readonly GoAlertMessage[],
  alerts: number,
  startedAt: number,
): Omit<Comparison, 'pageP50'> {
  const sent = messages.flatMap(({ sentAt, ...message }) =>
    sentAt === undefined ? [] : [{ ...message, after: sentAt - startedAt }],
  );
  const byAlert = Map.groupBy(sent, ({ summary }) => summary);
  const first = [...byAlert.values()].map((each) => Math.min(...each.map(({ after }) => after)));
  const isTwice = (each: typeof sent) => new Set(each.map(({ contact }) => contact)).size < each.length;
  const last = first.reduce((a, b) => Math.max(a, b), 0);
  return {
    notifiedPerSecond: last > 0 ? (first.length / last) * 1000 : 0,
    half: quantile(first, 0.5),
    lost: alerts - byAlert.size,
    twice: [...byAlert.values()].filter(isTwice).length,
  };
}

export interface MeasureOptions {
  readonly alerts: number;
  /** Lone pages before the burst. */
  readonly pages: number;
  /** Time to wait for all notifications, in ms. */
  readonly limitMs: number;
  readonly pollMs?: number;
}

const CONNECTIONS = 16;

/** Measures lone pages, one after the other, and then a burst. Throws if GoAlert refuses an alert. */
export async function measureGoAlert(
  goAlert: GoAlert,
  { alerts, pages, limitMs, pollMs = 500 }: MeasureOptions,
): Promise<Comparison> {
  const ahead = await goAlert.clockAheadMs();
  const run = `Bench ${Math.round(machineNow())}`;
  const create = async (summary: string) => {
    const status = await goAlert.createAlert(summary);
    if (status >= 300) throw new Error(`GoAlert answered an alert with ${status}.`);
    return machineNow() + ahead;
  };
  const untilSent = async (prefix: string, count: number) => {
    const deadline = machineNow() + limitMs;
    for (;;) {
      const messages = await goAlert.messages(prefix);
      const sent = new Set(messages.filter((each) => each.sentAt !== undefined).map((each) => each.summary));
      if (sent.size >= count || machineNow() > deadline) return messages;
      await pause(pollMs);
    }
  };

  const took: number[] = [];
  for (let i = 0; i < pages; i++) {
    const summary = `${run} page ${i}.`;
    const answeredAt = await create(summary);
    const [message] = await untilSent(summary, 1);
    if (message?.sentAt === undefined) throw new Error(`GoAlert did not notify anybody of "${summary}".`);
    took.push(message.sentAt - answeredAt);
  }
  const prefix = `${run} burst `;
  const startedAt = machineNow() + ahead;
  await times(0, alerts, CONNECTIONS, async (i) => void (await create(`${prefix}${i}.`)));
  return {
    pageP50: quantile(took, 0.5),
    ...summarizeBurst(await untilSent(prefix, alerts), alerts, startedAt),
  };
}

/** The two services as rows of a Markdown table. */
export function formatComparison(services: Readonly<Record<string, Comparison>>): string {
  const rows = Object.entries(services).map(
    ([name, { pageP50, notifiedPerSecond, half, lost, twice }]) =>
      `| ${name} | ${Math.round(pageP50)} ms | ${notifiedPerSecond.toFixed(notifiedPerSecond < 10 ? 1 : 0)} | ${(half / 1000).toFixed(1)} s | ${lost} | ${twice} |`,
  );
  return [
    '| service | lone page, median | notified a second in the burst | half of them within | lost | twice |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
