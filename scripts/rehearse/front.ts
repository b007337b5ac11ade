import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What DNS does on AWS: leads to the HTTP API of that id. Any client can then call it by an address of its own, without
 * setting the header Host. `/_outbox` answers with `outbox()`.
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
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.once('error', (error) => response.writeHead(502).end(error.message));
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
