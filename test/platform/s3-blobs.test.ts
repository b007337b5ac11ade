import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createS3Blobs } from '../../src/platform/s3-blobs.ts';
import { signedS3Url } from '../../src/platform/s3-links.ts';

test('a URL is signed as in the example of the documentation of Amazon S3', () => {
  const url = signedS3Url(
    {
      method: 'GET',
      bucketUrl: 'https://examplebucket.s3.amazonaws.com',
      key: 'test.txt',
      region: 'us-east-1',
      expiresInSeconds: 86_400,
    },
    { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    Date.parse('2013-05-24T00:00:00Z'),
  );

  expect(url).toBe(
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
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

  test('a file is put with its type, again where S3 cannot take it at the moment', async () => {
    statuses = [503];

    await blobs().put('acc/a b', Buffer.from('content'), 'image/png');

    const put = { line: 'PUT /bucket/acc/a%20b', type: 'image/png', body: 'content' };
    expect(requests).toEqual([put, put]);
  });

  test('what S3 refuses is not tried again, and the error tells no secret', async () => {
    statuses = [403];

    await expect(blobs().delete('acc/x')).rejects.toThrow(/^S3 did not do a DELETE: status 403$/);

    expect(requests).toHaveLength(1);
  });

  test('a link is good for an hour and downloads under the name', async () => {
    const link = new URL(await blobs().url('acc/x', 'gräph (1).png'));

    expect(link.pathname).toBe('/bucket/acc/x');
    expect(Object.fromEntries(link.searchParams)).toMatchObject({
      'response-content-disposition': "attachment; filename*=UTF-8''gr%C3%A4ph%20(1).png",
      'X-Amz-Expires': '3600',
      'X-Amz-Security-Token': 'token',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});
