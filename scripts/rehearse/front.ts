import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Starts a proxy for the HTTP API with that id, in place of DNS: clients need not set the header Host. `/_outbox` returns
 * `outbox()`.
 */
export async function startFront(
  endpoint: string,
  apiId: string,
  outbox: () => readonly object[],
): Promise<{ readonly url: string; readonly server: Server }> {
  const { hostname, port } = new URL(endpoint);
  const server = createServer((incoming, response) => {
    if (incoming.url === '/_outbox') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(outbox()));
      return;
    }
    const outgoing = request(
      {
        hostname,
        port,
        path: incoming.url,
        method: incoming.method,
        headers: { ...incoming.headers, host: `${apiId}.execute-api.localhost:${port}` },
      },
      (proxied) => {
        response.writeHead(proxied.statusCode ?? 502, proxied.headers);
        proxied.pipe(response);
      },
    );
    outgoing.once('error', (error) => response.writeHead(502).end(error.message));
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
