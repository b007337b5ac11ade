import { brotliCompressSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { lambdaHandler } from '../../src/http/lambda.ts';
import { HttpHeaders, HttpResponse, jsonResponse } from '../../src/http/messages.ts';

const event = (method: string): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: '/v2/alerts',
  rawQueryString: '',
  headers: { host: 'api.example.com' },
  isBase64Encoded: false,
  requestContext: {
    accountId: '',
    apiId: '',
    domainName: 'api.example.com',
    domainPrefix: 'api',
    http: { method, path: '/v2/alerts', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: '' },
    requestId: '',
    routeKey: '$default',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
});

const handler = lambdaHandler(async (request) => jsonResponse({ method: request.method }, 200, {}));

test.each(['TRACE', 'CONNECT', 'TRACK'])(
  '%s, which a web Request does not allow, is answered 405',
  async (method) => {
    expect(await handler(event(method))).toMatchObject({ statusCode: 405 });
  },
);

test('other methods reach the app', async () => {
  expect(await handler(event('GET'))).toMatchObject({ statusCode: 200, body: '{"method":"GET"}' });
});

test('cookies, which the gateway delivers outside of the headers, reach the app as one header', async () => {
  const readCookies = lambdaHandler(
    async (request) =>
      new HttpResponse(request.headers.get('cookie'), 200, new HttpHeaders({ 'content-type': 'text/plain' })),
  );
  const answer = await readCookies({ ...event('GET'), cookies: ['a=1', 'b=2'] });
  expect(answer.body).toBe('a=1; b=2');
});

test('several cookies are set, each on its own', async () => {
  const setCookies = lambdaHandler(async () => {
    const headers = new HttpHeaders({ 'content-type': 'text/plain' });
    headers.appendCookie('a=1; Path=/');
    headers.appendCookie('b=2; Path=/');
    return new HttpResponse('', 200, headers);
  });
  const answer = await setCookies(event('GET'));
  expect(answer.cookies).toEqual(['a=1; Path=/', 'b=2; Path=/']);
  expect(answer.headers).toEqual({ 'content-type': 'text/plain' });
});

test('a compressed script is answered byte for byte', async () => {
  const compressed = brotliCompressSync('console.log("ü")'.repeat(50));
  const script = lambdaHandler(
    async () =>
      new HttpResponse(
        compressed,
        200,
        new HttpHeaders({ 'content-type': 'text/javascript', 'content-encoding': 'br' }),
      ),
  );
  const { body = '', isBase64Encoded } = await script(event('GET'));
  expect(isBase64Encoded).toBe(true);
  expect(Buffer.from(body, 'base64').equals(compressed)).toBe(true);
});
