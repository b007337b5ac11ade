import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { selfSigned } from '../../../simulator/certificate.ts';
import { classifyProviderError } from '../../../src/senders/delivery/provider-outcome.ts';
import { type PostOptions, post } from '../../../src/senders/transport/https-post.ts';

const { key, pem } = selfSigned('250101000000Z', '491231235959Z', 'localhost');
const TLS = { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: pem };
let now = 0;
const OPTIONS: PostOptions = { timeoutMs: 2_000, allowPrivate: true, keepAlive: { clock: () => now } };

const listen = async (server: Server | ReturnType<typeof createTcpServer>) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

describe('a receiver by TLS', () => {
  let server: Server;
  let url: URL;
  let connections = 0;
  let body = 'ok';
  const trusted = getCACertificates('default');

  beforeAll(async () => {
    setDefaultCACertificates([...trusted, pem]);
    server = createServer(TLS, (request, response) => {
      request.resume().once('end', () => response.end(body));
    });
    server.on('secureConnection', () => connections++);
    url = new URL(`https://localhost:${await listen(server)}/`);
  });
  afterAll(async () => {
    setDefaultCACertificates(trusted);
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  beforeEach(async () => {
    server.closeAllConnections();
    await pause(20);
    connections = 0;
    body = 'ok';
  });

  const send = async (options: Partial<PostOptions> = {}) => {
    const status = await post(url, {}, '{}', { ...OPTIONS, ...options });
    // The response has to end before its connection is free.
    await new Promise((resolve) => setTimeout(resolve, 10));
    return status;
  };

  test('gets one request after the other on one connection', async () => {
    for (let i = 0; i < 5; i++) expect(await send()).toBe(200);
    expect(connections).toBe(1);
  });

  test('gets a new connection if the last request was more than a second ago by the clock', async () => {
    await send();
    now += 1_001;
    await send();
    expect(connections).toBe(2);
  });

  test('gets a connection for each request that may not come twice', async () => {
    for (let i = 0; i < 3; i++) await send({ keepAlive: undefined });
    expect(connections).toBe(3);
  });

  test('gets a new connection after a response that is too long to read', async () => {
    body = 'x'.repeat(5_000_000);
    for (let i = 0; i < 2; i++) expect(await send()).toBe(200);
    expect(connections).toBe(2);
  });
});

describe('a receiver that closes', () => {
  let sockets: Socket[];
  let requests: number;
  let answer: (socket: Socket, request: number) => void;
  let server: ReturnType<typeof createTcpServer>;
  let url: URL;

  beforeEach(async () => {
    sockets = [];
    requests = 0;
    server = createTcpServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => answer(socket, ++requests));
    });
    url = new URL(`http://127.0.0.1:${await listen(server)}/`);
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
  const send = async () => {
    const outcome = await post(url, {}, '{}', OPTIONS).catch(classifyProviderError);
    await pause(10);
    return outcome;
  };

  test('the connection of an earlier request gets the request again, on a new one', async () => {
    answer = (socket, request) => (request === 2 ? socket.resetAndDestroy() : socket.write(OK));
    expect(await send()).toBe(200);
    expect(await send()).toBe(200);
    expect([sockets.length, requests]).toEqual([2, 3]);
  });

  test('a new connection may have had the request, which is not sent again', async () => {
    answer = (socket) => socket.resetAndDestroy();
    expect(await send()).toMatchObject({ kind: 'unknown' });
    expect(requests).toBe(1);
  });

  test('each connection after its response gets a new one each time', async () => {
    answer = (socket) => socket.end(OK);
    for (let i = 0; i < 3; i++) expect(await send()).toBe(200);
    expect(requests).toBe(3);
  });
});
