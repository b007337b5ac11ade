import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createRouteFinder, serve } from '../../../src/local/runtime/http-api.ts';

const routes = [
  { functionName: 'rest', method: '*', path: '*' },
  { functionName: 'alerts', method: '*', path: '/v2/alerts' },
  { functionName: 'alerts', method: '*', path: '/v2/alerts/{proxy+}' },
  { functionName: 'count', method: 'GET', path: '/v2/alerts/count' },
  { functionName: 'one', method: 'GET', path: '/v2/things/{id}' },
];
const find = createRouteFinder(routes);

test.each([
  ['GET', '/v2/alerts', 'alerts'],
  ['POST', '/v2/alerts/', 'alerts'],
  ['POST', '/v2/alerts/a/b/close', 'alerts'],
  ['GET', '/v2/alerts/count', 'count'],
  ['POST', '/v2/alerts/count', 'alerts'],
  ['GET', '/v2/alertsx', 'rest'],
  ['GET', '/v2/things/1', 'one'],
  ['GET', '/v2/things/1/2', 'rest'],
  ['DELETE', '/', 'rest'],
])('%s %s goes to %s', (method, path, functionName) => {
  expect(find(method, path)?.functionName).toBe(functionName);
});

describe('over HTTP', () => {
  let server: Server;
  let url: string;
  let answer: (event: APIGatewayProxyEventV2) => unknown;
  const events: APIGatewayProxyEventV2[] = [];

  beforeAll(async () => {
    server = createServer((request, response) =>
      serve(request, response, find, async (_, event) => {
        events.push(event);
        return answer(event);
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(() => {
    events.length = 0;
    answer = () => ({ statusCode: 200, body: 'ok' });
  });

  test('cookies are delivered as API Gateway does: beside the headers, not in them', async () => {
    await fetch(`${url}/v2/alerts`, { headers: { cookie: 'a=1; b=2' } });
    expect(events[0]?.cookies).toEqual(['a=1', 'b=2']);
    expect(events[0]?.headers).not.toHaveProperty('cookie');
  });

  test('each cookie of the answer is a header of its own', async () => {
    answer = () => ({ statusCode: 200, cookies: ['a=1', 'b=2'] });
    const response = await fetch(`${url}/v2/alerts`);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('the function receives the event of API Gateway', async () => {
    await fetch(`${url}/v2/alerts/a%2Fb%20%E2%82%AC%25?x=1&y=%20`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Own': 'v' },
      body: '{"ü":1}',
    });

    expect(events[0]).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /v2/alerts/{proxy+}',
      rawPath: '/v2/alerts/a/b €%',
      rawQueryString: 'x=1&y=%20',
      headers: { 'x-own': 'v', 'x-forwarded-proto': 'http' },
      requestContext: { http: { method: 'POST', sourceIp: '127.0.0.1' } },
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
  });

  test('the path is decoded and ends at a decoded question mark, as in captured events of AWS', async () => {
    await fetch(`${url}/RSC/%40id%2Fassets%2Frsf0.js%23save.txt`, { method: 'POST' });
    await fetch(`${url}/v2/alerts/why%3F%20disk/close?x=1`, { method: 'POST' });
    expect(events.map(({ rawPath, rawQueryString }) => [rawPath, rawQueryString])).toEqual([
      ['/RSC/@id/assets/rsf0.js#save.txt', ''],
      ['/v2/alerts/why', 'x=1'],
    ]);
  });

  test('a compressed body is base64 in the event, whatever its content type', async () => {
    const bytes = new Uint8Array([0x1f, 0x8b, 0x80]);
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: bytes,
    });
    expect(events[0]).toMatchObject({ isBase64Encoded: true, body: Buffer.from(bytes).toString('base64') });
  });

  test('binary bodies are base64 in the event and decoded in the response', async () => {
    const bytes = new Uint8Array([0, 255, 128]);
    answer = ({ body = '' }) => ({
      statusCode: 201,
      headers: { 'content-type': 'image/png' },
      body,
      isBase64Encoded: true,
    });

    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: bytes,
    });

    expect(events[0]!.isBase64Encoded).toBe(true);
    expect(response.status).toBe(201);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  test('a body beyond the gateway’s limit is refused before the function sees it', async () => {
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(10_000_001) });
    expect(response.status).toBe(413);
    expect(events).toEqual([]);
  });

  test('a failing function returns 500', async () => {
    const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    answer = () => {
      throw new Error('broken');
    };
    expect((await fetch(url)).status).toBe(500);
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('broken'));
    logged.mockRestore();
  });
});
