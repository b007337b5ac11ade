import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Functions } from '../runtime/functions.ts';
import { bodyOf } from '../shared/http-body.ts';
import type { Outbox } from '../shared/outbox.ts';
import type { ScaledTime } from '../shared/scaled-time.ts';
import type { Execution } from '../step-functions/execution.ts';
import type { Runner } from '../step-functions/runner.ts';
import { createLiveStream } from './live-stream.ts';

export interface PageParts {
  readonly outbox: Outbox;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly functions: Pick<Functions, 'invocations'>;
  readonly time: ScaledTime;
  /** Hands in what End User Messaging publishes of a text to one of our numbers. */
  readonly receiveText: (published: object) => Promise<void>;
}

/** The page /_local: what would have been sent, and the executions, live. */
export interface Page {
  readonly handles: (request: IncomingMessage) => boolean;
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly executionChanged: (execution: Execution) => void;
  /** The API and the key through which the page's buttons act. */
  readonly useApi: (url: string, key: string) => void;
  readonly stop: () => void;
}

const PREFIX = '/_local';
const LISTED = 500;
const SHOWN = 100;

/** Where answers go, for the form's sake. */
const OUR_NUMBER = '+12025550100';

const file = (name: string) => readFileSync(new URL(name, import.meta.url));

const FILES: Readonly<Record<string, readonly [string, string]>> = {
  '': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
};

const DEMO_MESSAGES = [
  'Checkout answers with errors: 12 % of requests',
  'Disk of db-primary is 94 % full',
  'Queue of payments grows, oldest message 14 minutes',
  'Certificate of api.example.com expires in 2 days',
];

export function createPage({ outbox, runners, functions, time, receiveText }: PageParts): Page {
  const live = createLiveStream(time);
  const executions = () => [...runners.values()].flatMap((runner) => runner.list());
  const find = (name: string) =>
    [...runners.values()].map((runner) => runner.find(name)).find((execution) => execution !== undefined);
  let demo = 0;
  let callApi = async (_path: string, _body: object): Promise<Response> => {
    throw new Error('The service is still starting.');
  };

  outbox.onAdd((entry) => live.push('message', entry.id, entry));

  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
    'GET /outbox.json': (request, response) => {
      const entries = outbox.entries();
      const query = queryOf(request);
      const to = query.get('to');
      const wanted = to
        ? entries.filter((entry) => entry.to.some((address) => address.endsWith(to)))
        : entries;
      const limit = Math.min(Number(query.get('limit') ?? wanted.length), wanted.length);
      json(response, { total: wanted.length, entries: wanted.slice(wanted.length - limit) });
    },
    'GET /executions.json': (request, response) => {
      const all = executions();
      const limit = Number(queryOf(request).get('limit') ?? LISTED);
      json(response, {
        now: time.now(),
        timeScale: time.scale,
        counts: countsOf(all),
        invocations: functions.invocations(),
        executions: all.slice(0, limit).map(summaryOf),
      });
    },
    'GET /execution.json': (request, response) => {
      const execution = find(queryOf(request).get('name') ?? '');
      json(response, execution ?? { message: 'There is no such execution.' }, execution ? 200 : 404);
    },
    'GET /events': (request, response) =>
      live.connect(request, response, {
        messages: outbox.entries().slice(-SHOWN),
        executions: executions().slice(0, SHOWN).map(summaryOf),
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
        callApi('/v2/alerts', { message, priority: 'P1', source: 'demo', tags: ['demo'] }),
      );
    },
    'POST /acknowledge': async (request, response) => {
      const { alertId } = JSON.parse((await bodyOf(request)).toString('utf8'));
      const path = `/v2/alerts/${encodeURIComponent(String(alertId))}/acknowledge`;
      await relay(response, callApi(path, { user: 'jane@example.com', source: 'demo' }));
    },
    'POST /answer-text': async (request, response) => {
      const { from, text } = JSON.parse((await bodyOf(request)).toString('utf8'));
      const inboundMessageId = crypto.randomUUID();
      await receiveText({
        originationNumber: String(from),
        destinationNumber: OUR_NUMBER,
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
      // No other site may press the page's buttons.
      const foreign = !['same-origin', 'none', undefined].includes(
        request.headers['sec-fetch-site'] as string | undefined,
      );
      try {
        if (foreign) json(response, { message: 'Only for the page itself.' }, 403);
        else if (asset) {
          response.writeHead(200, { 'content-type': asset[1], 'cache-control': 'no-cache' });
          response.end(file(asset[0]));
        } else if (route) await route(request, response);
        else json(response, { message: 'There is no such page.' }, 404);
      } catch (error) {
        json(response, { message: (error as Error).message }, 500);
      }
    },

    executionChanged(execution) {
      live.push('execution', execution.name, () => summaryOf(execution));
    },

    useApi(url, key) {
      callApi = (path, body) =>
        fetch(`${url}${path}`, {
          method: 'POST',
          headers: { authorization: `GenieKey ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
    },

    stop: live.stop,
  };
}

const queryOf = (request: IncomingMessage) => new URL(request.url ?? '', 'http://localhost').searchParams;

function json(response: ServerResponse, answer: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

async function relay(response: ServerResponse, call: Promise<Response>): Promise<void> {
  const answer = await call;
  json(response, await answer.json(), answer.status);
}

/** The execution without the data of its states, and where it stands. */
function summaryOf(execution: Execution): object {
  const { arn, stateMachineArn, detailed, visits, ...rest } = execution;
  const current = visits.findLast((visit) => visit.exitedAt === undefined);
  return {
    ...rest,
    current: current?.state,
    ...(current?.until !== undefined && execution.status === 'RUNNING' && { waitingUntil: current.until }),
    visits: visits.map(({ input, output, ...visit }) => visit),
  };
}

function countsOf(executions: readonly Execution[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
