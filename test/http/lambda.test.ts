import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { lambdaHandler } from '../../src/http/lambda.ts';

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

const handler = lambdaHandler(async (request) => Response.json({ method: request.method }));

test.each(['TRACE', 'CONNECT', 'TRACK'])(
  '%s, which no web Request can carry, is answered 405',
  async (method) => {
    expect(await handler(event(method))).toMatchObject({ statusCode: 405 });
  },
);

test('other methods reach the app', async () => {
  expect(await handler(event('GET'))).toMatchObject({ statusCode: 200, body: '{"method":"GET"}' });
});
