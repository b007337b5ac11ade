import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ScaledTime } from '../shared/scaled-time.ts';

/** Changes are sent in batches, so that an alert storm does not overload the page. */
const BATCH_INTERVAL_MS = 100;
const MAX_BATCH = 100;

/** Streams changes to all open pages (server-sent events). */
export interface LiveStream {
  readonly connect: (request: IncomingMessage, response: ServerResponse, snapshot: object) => void;
  /** Queues a change. It replaces an unsent change with the same key. */
  readonly push: (event: string, key: string, data: object | (() => object)) => void;
  readonly stop: () => void;
}

export function createLiveStream(time: Pick<ScaledTime, 'now' | 'scale'>): LiveStream {
  const pages = new Set<ServerResponse>();
  const changes = new Map<string, { readonly event: string; readonly data: object | (() => object) }>();
  let timer: NodeJS.Timeout | undefined;

  const write = (page: ServerResponse, event: string, data: object) =>
    page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

  const flush = () => {
    timer = undefined;
    for (const { event, data } of [...changes.values()].slice(-MAX_BATCH)) {
      const content = typeof data === 'function' ? data() : data;
      for (const page of pages) write(page, event, content);
    }
    changes.clear();
  };

  return {
    connect(request, response, snapshot) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      write(response, 'snapshot', { now: time.now(), timeScale: time.scale, ...snapshot });
      pages.add(response);
      request.once('close', () => pages.delete(response));
    },
    push(event, key, data) {
      if (pages.size === 0) return;
      changes.delete(`${event}:${key}`);
      changes.set(`${event}:${key}`, { event, data });
      timer ??= setTimeout(flush, BATCH_INTERVAL_MS);
    },
    stop() {
      clearTimeout(timer);
      for (const page of pages) page.end();
    },
  };
}
