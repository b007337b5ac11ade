import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The reaction of a provider to a request: a response, no response, or a broken connection. */
export type Behaviour =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'reset';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Buffer;
}

/** A provider on localhost that answers as the test wants and records its requests. */
export interface StandIn {
  readonly endpoint: string;
  readonly requests: ReceivedRequest[];
  behave(behaviour: Behaviour): void;
  /** Holds all answers back until the function that it gives is called. */
  hold(): () => void;
  stop(): Promise<void>;
}

export async function startStandIn(): Promise<StandIn> {
  const requests: ReceivedRequest[] = [];
  let behaviour: Behaviour = { status: 200 };
  let released: Promise<void> = Promise.resolve();
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    requests.push({
      path: request.url ?? '',
      headers: request.headers,
      body: bytes.toString('utf8'),
      bytes,
    });
    const now = behaviour;
    await released;
    if (now === 'hang') return;
    if (now === 'reset') return void request.socket.resetAndDestroy();
    response.writeHead(now.status, { 'Content-Type': 'application/json', ...now.headers });
    response.end(JSON.stringify(now.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    behave(next) {
      behaviour = next;
    },
    hold() {
      let release = () => {};
      released = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
