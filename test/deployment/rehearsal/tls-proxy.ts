import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../../../simulator/certificate.ts';

export interface TlsProxy {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a proxy with TLS, as API Gateway has it, in front of an HTTP address: browsers accept the cookies of a stage only
 * by TLS. The certificate is self-signed.
 */
export async function startTlsProxy(target: string): Promise<TlsProxy> {
  const { key, pem } = selfSigned('250101000000Z', '491231235959Z');
  const options = { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: pem };
  const server = createServer(options, (incoming, response) => {
    const { method, headers, url = '/' } = incoming;
    const outgoing = request(new URL(url, target), { method, headers }, (proxied) => {
      response.writeHead(proxied.statusCode ?? 502, proxied.headers);
      proxied.pipe(response);
    });
    outgoing.once('error', (error) => response.writeHead(502).end(error.message));
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
