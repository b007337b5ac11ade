import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../../simulator/certificate.ts';
import { machineNow } from './service.ts';

export interface WebhookReceiver {
  /** https://localhost:port */
  readonly url: string;
  /** The file of its certificate, for NODE_EXTRA_CA_CERTS of the sender. */
  readonly certificateFile: string;
  /** When each notification arrived, in ms of machine time, by the alert's message. */
  readonly arrivals: ReadonlyMap<string, readonly number[]>;
  /** Number of TLS connections that were opened. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts a receiver of webhooks by https in this process. It answers 200 and takes notes. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const { key, pem } = selfSigned('250101000000Z', '491231235959Z', 'localhost');
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-receiver-'));
  const certificateFile = join(folder, 'certificate.pem');
  await writeFile(certificateFile, pem);
  const arrivals = new Map<string, number[]>();
  let connections = 0;
  const options = { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: pem };
  const server = createServer(options, async (request, response) => {
    const at = machineNow();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(200, { 'content-length': 2 }).end('ok');
    const { message } = JSON.parse(Buffer.concat(chunks).toString()).alert as { message: string };
    arrivals.set(message, [...(arrivals.get(message) ?? []), at]);
  });
  server.on('secureConnection', () => {
    connections++;
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    certificateFile,
    arrivals,
    connections: () => connections,
    async stop() {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
