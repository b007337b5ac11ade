import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A push service on loopback, as Firefox uses one: subscriptions over a WebSocket, messages by HTTP (RFC 8030). */
export interface PushService {
  /** For Firefox's preference dom.push.serverURL. */
  readonly url: string;
  /** The headers of the messages that were posted so far. */
  readonly received: readonly Readonly<Record<string, string | undefined>>[];
  /** The browser's acknowledgements of its messages: 100 means decrypted and delivered to the service worker. */
  readonly acknowledged: readonly number[];
  readonly stop: () => Promise<void>;
}

interface ClientMessage {
  readonly messageType: string;
  readonly channelID?: string;
  readonly uaid?: string;
  readonly updates?: readonly { readonly code: number }[];
}

export async function startPushService(): Promise<PushService> {
  const received: Record<string, string | undefined>[] = [];
  const acknowledged: number[] = [];
  /** Who is connected, by channel. */
  const channels = new Map<string, WebSocket>();
  const server = createServer(async (request, response) => {
    const channelID = request.url?.slice('/push/'.length) ?? '';
    const browser = channels.get(channelID);
    if (request.method !== 'POST' || !browser) return response.writeHead(404).end();
    const body = Buffer.concat(await request.toArray());
    const { ttl, topic, urgency, 'content-encoding': encoding, authorization } = request.headers;
    received.push({ ttl, topic, urgency, encoding, authorization } as Record<string, string | undefined>);
    browser.send(
      JSON.stringify({
        messageType: 'notification',
        channelID,
        version: randomUUID(),
        data: body.toString('base64url'),
        headers: { encoding },
      }),
    );
    return response.writeHead(201).end();
  });
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  sockets.on('connection', (socket) => {
    const answer = (message: object) => socket.send(JSON.stringify(message));
    socket.on('message', (data) => {
      const { messageType, channelID = '', uaid, updates = [] } = JSON.parse(String(data)) as ClientMessage;
      if (messageType === 'hello') {
        const id = uaid || randomUUID().replaceAll('-', '');
        answer({ messageType, uaid: id, status: 200, use_webpush: true, broadcasts: {} });
      }
      if (messageType === 'register') {
        channels.set(channelID, socket);
        answer({ messageType, channelID, status: 200, pushEndpoint: `http://${host}/push/${channelID}` });
      }
      if (messageType === 'ack') acknowledged.push(...updates.map(({ code }) => code));
      if (messageType === 'unregister') {
        channels.delete(channelID);
        answer({ messageType, channelID, status: 200 });
      }
    });
  });
  return {
    url: `ws://${host}/`,
    received,
    acknowledged,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
