import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createS3Blobs } from '../../src/platform/s3-blobs.ts';
import { signS3Url } from '../../src/platform/s3-links.ts';

test('a URL has the signature of the example in the Amazon S3 documentation', async () => {
  const url = new URL(
    await signS3Url(
      {
        method: 'GET',
        bucketUrl: 'https://examplebucket.s3.amazonaws.com',
        key: 'test.txt',
        region: 'us-east-1',
        expiresInSeconds: 86_400,
      },
      { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
      Date.parse('2013-05-24T00:00:00Z'),
    ),
  );

  expect(url.origin + url.pathname).toBe('https://examplebucket.s3.amazonaws.com/test.txt');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
    'X-Amz-Date': '20130524T000000Z',
    'X-Amz-Expires': '86400',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  });
});

test('spaces and plus signs in keys and parameters are percent-encoded', async () => {
  const url = await signS3Url(
    {
      method: 'GET',
      bucketUrl: 'http://127.0.0.1:1/bucket',
      key: 'a b/c+d',
      region: 'us-east-1',
      parameters: { 'response-content-disposition': 'attachment; filename=a+b' },
      expiresInSeconds: 60,
    },
    { accessKeyId: 'key', secretAccessKey: 'secret' },
    Date.parse('2013-05-24T00:00:00Z'),
  );

  expect(url).toContain('/bucket/a%20b/c%2Bd?');
  expect(url).toContain('response-content-disposition=attachment%3B%20filename%3Da%2Bb&');
});

describe('files in a bucket', () => {
  let server: Server;
  let bucketUrl: string;
  let statuses: number[];
  const requests: { line: string; type: string | undefined; body: string }[] = [];

  beforeEach(async () => {
    requests.length = 0;
    statuses = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const [path] = String(request.url).split('?');
      requests.push({ line: `${request.method} ${path}`, type: request.headers['content-type'], body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    bucketUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const blobs = () =>
    createS3Blobs({
      bucketUrl,
      region: 'eu-central-1',
      credentials: () => ({ accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' }),
      clock: () => Date.parse('2026-11-24T12:00:00Z'),
    });

  test('an upload is retried with its content type when S3 answers 503', async () => {
    statuses = [503];

    await blobs().put('acc/a b', Buffer.from('content'), 'image/png');

    const put = { line: 'PUT /bucket/acc/a%20b', type: 'image/png', body: 'content' };
    expect(requests).toEqual([put, put]);
  });

  test('a request that S3 rejects is not retried, and the error contains no credentials', async () => {
    statuses = [403];

    await expect(blobs().delete('acc/x')).rejects.toThrow(/^S3 DELETE failed: status 403$/);

    expect(requests).toHaveLength(1);
  });

  test('a link is valid for a quarter of an hour and downloads the file under its name', async () => {
    const link = new URL(await blobs().url('acc/x', 'gräph (1).png'));

    expect(link.pathname).toBe('/bucket/acc/x');
    expect(Object.fromEntries(link.searchParams)).toMatchObject({
      'response-content-disposition': "attachment; filename*=UTF-8''gr%C3%A4ph%20(1).png",
      'X-Amz-Expires': '900',
      'X-Amz-Security-Token': 'token',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});
