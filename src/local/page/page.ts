import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Functions } from '../runtime/functions.ts';
import { readBody } from '../shared/http-body.ts';
import type { Outbox } from '../shared/outbox.ts';
import type { ScaledTime } from '../shared/scaled-time.ts';
import type { Execution } from '../step-functions/execution.ts';
import type { Runner } from '../step-functions/runner.ts';
import { createLiveStream } from './live-stream.ts';

export interface PageDeps {
  readonly outbox: Outbox;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly functions: Pick<Functions, 'invocations'>;
  readonly time: ScaledTime;
  /** Queues an inbound SMS in the format that End User Messaging publishes. */
  readonly receiveSms: (published: object) => Promise<void>;
}

/** The API as the page's buttons call it. */
export interface PageApi {
  readonly url: string;
  /** Creates demo alerts, whose responder is the key's team. */
  readonly teamKey: string;
  /** Acknowledges alerts of any team. */
  readonly accountKey: string;
}

/** The page /_local: a live view of the messages that would have been sent, and of the executions. */
export interface Page {
  readonly handles: (request: IncomingMessage) => boolean;
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly executionChanged: (execution: Execution) => void;
  /** Sets the API address and keys for the page's buttons. */
  readonly useApi: (api: PageApi) => void;
  readonly stop: () => void;
}

const PREFIX = '/_local';
const MAX_LISTED_EXECUTIONS = 500;
const SNAPSHOT_SIZE = 100;

/** How often, and after what pause, the page reads the result of a request that was accepted. */
const RESULT_READS = 50;
const RESULT_PAUSE_MS = 100;

/** A fictitious number of the service, as the destination of inbound SMS. */
const SERVICE_NUMBER = '+12025550100';

const file = (name: string) => readFileSync(new URL(name, import.meta.url));

const FILES: Readonly<Record<string, readonly [string, string]>> = {
  '': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
};

const DEMO_MESSAGES = [
  'Checkout returns errors for 12 % of requests',
  'Disk of db-primary is 94 % full',
  'Payments queue is growing, oldest message is 14 minutes old',
  'Certificate of api.example.com expires in 2 days',
];

export function createPage({ outbox, runners, functions, time, receiveSms }: PageDeps): Page {
  const live = createLiveStream(time);
  const executions = () => [...runners.values()].flatMap((runner) => runner.list());
  const find = (name: string) =>
    [...runners.values()].map((runner) => runner.find(name)).find((execution) => execution !== undefined);
  let demo = 0;
  let callApi = async (_key: 'teamKey' | 'accountKey', _path: string, _body?: object): Promise<Response> => {
    throw new Error('The service is still starting.');
  };

  /** The result of a request that was accepted, as soon as it has been applied. */
  async function waitForResult(requestId: string): Promise<object> {
    for (let i = 0; i < RESULT_READS; i++) {
      const read = await callApi('accountKey', `/v2/alerts/requests/${requestId}`);
      if (read.ok) {
        const { data } = (await read.json()) as { data: { status: string; success: boolean } };
        return { result: data.status, success: data.success };
      }
      await setTimeout(RESULT_PAUSE_MS);
    }
    return { result: 'The request is still in the queue.', success: false };
  }

  outbox.onAdd((entry) => live.push('message', entry.id, entry));

  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
    'GET /outbox.json': (request, response) => {
      const entries = outbox.entries();
      const query = parseQuery(request);
      const to = query.get('to');
      const wanted = to
        ? entries.filter((entry) => entry.to.some((address) => address.endsWith(to)))
        : entries;
      const limit = Math.min(Number(query.get('limit') ?? wanted.length), wanted.length);
      json(response, { total: wanted.length, entries: wanted.slice(wanted.length - limit) });
    },
    'GET /executions.json': (request, response) => {
      const all = executions();
      const limit = Number(parseQuery(request).get('limit') ?? MAX_LISTED_EXECUTIONS);
      json(response, {
        now: time.now(),
        timeScale: time.scale,
        counts: countByStatus(all),
        invocations: functions.invocations(),
        executions: all.slice(0, limit).map(toSummary),
      });
    },
    'GET /execution.json': (request, response) => {
      const execution = find(parseQuery(request).get('name') ?? '');
      json(response, execution ?? { message: 'No such execution.' }, execution ? 200 : 404);
    },
    'GET /events': (request, response) =>
      live.connect(request, response, {
        messages: outbox.entries().slice(-SNAPSHOT_SIZE),
        executions: executions().slice(0, SNAPSHOT_SIZE).map(toSummary),
      }),
    'POST /reset-outbox': (_, response) => {
      const entries = outbox.entries();
      outbox.reset();
      live.push('reset', 'reset', {});
      json(response, { entries });
    },
    'POST /demo-alert': async (_, response) => {
      const message = DEMO_MESSAGES[demo++ % DEMO_MESSAGES.length];
      await relay(
        response,
        callApi('teamKey', '/v2/alerts', { message, priority: 'P1', source: 'demo', tags: ['demo'] }),
      );
    },
    'POST /acknowledge': async (request, response) => {
      const { alertId } = JSON.parse((await readBody(request)).toString('utf8'));
      const path = `/v2/alerts/${encodeURIComponent(String(alertId))}/acknowledge`;
      const accepted = await callApi('accountKey', path, { user: 'jane@example.com', source: 'demo' });
      if (accepted.status !== 202) return relay(response, Promise.resolve(accepted));
      const { requestId } = (await accepted.json()) as { requestId: string };
      json(response, await waitForResult(requestId));
    },
    'GET /alert.json': async (request, response) => {
      const id = parseQuery(request).get('id') ?? '';
      const found = await callApi('accountKey', `/v2/alerts/${encodeURIComponent(id)}`);
      if (!found.ok) return json(response, { message: 'No such alert.' }, 404);
      const { data } = (await found.json()) as { data: Record<string, unknown> };
      const { message, priority, status, acknowledged } = data;
      json(response, { message, priority, status, acknowledged });
    },
    'POST /reply-sms': async (request, response) => {
      const { from, text } = JSON.parse((await readBody(request)).toString('utf8'));
      const inboundMessageId = crypto.randomUUID();
      await receiveSms({
        originationNumber: String(from),
        destinationNumber: SERVICE_NUMBER,
        messageKeyword: 'KEYWORD',
        messageBody: String(text),
        inboundMessageId,
      });
      json(response, { inboundMessageId }, 202);
    },
  };

  return {
    handles: (request) => /^\/_local(?=$|[/?])/.test(request.url ?? ''),

    async serve(request, response) {
      const path = new URL(request.url ?? '', 'http://localhost').pathname
        .slice(PREFIX.length)
        .replace(/\/$/, '');
      const asset = request.method === 'GET' ? FILES[path] : undefined;
      const route = routes[`${request.method} ${path}`];
      // Cross-site requests must not trigger the page's actions.
      const isCrossSite = !['same-origin', 'none', undefined].includes(
        request.headers['sec-fetch-site'] as string | undefined,
      );
      try {
        if (isCrossSite) json(response, { message: 'Only this page may call this address.' }, 403);
        else if (asset) {
          response.writeHead(200, { 'content-type': asset[1], 'cache-control': 'no-cache' });
          response.end(file(asset[0]));
        } else if (route) await route(request, response);
        else json(response, { message: 'Not found.' }, 404);
      } catch (error) {
        json(response, { message: (error as Error).message }, 500);
      }
    },

    executionChanged(execution) {
      live.push('execution', execution.name, () => toSummary(execution));
    },

    useApi({ url, ...keys }) {
      callApi = (key, path, body) =>
        fetch(`${url}${path}`, {
          method: body ? 'POST' : 'GET',
          headers: { authorization: `GenieKey ${keys[key]}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        });
    },

    stop: live.stop,
  };
}

const parseQuery = (request: IncomingMessage) => new URL(request.url ?? '', 'http://localhost').searchParams;

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function relay(response: ServerResponse, call: Promise<Response>): Promise<void> {
  const result = await call;
  json(response, await result.json(), result.status);
}

/** The execution without the inputs and outputs of its states, and with its current state. */
function toSummary(execution: Execution): object {
  const { arn, stateMachineArn, detailed, visits, ...rest } = execution;
  const current = visits.findLast((visit) => visit.exitedAt === undefined);
  return {
    ...rest,
    current: current?.state,
    ...(current?.until !== undefined && execution.status === 'RUNNING' && { waitingUntil: current.until }),
    visits: visits.map(({ input, output, ...visit }) => visit),
  };
}

function countByStatus(executions: readonly Execution[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
