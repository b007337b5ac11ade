import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { handler } from '../../../src/handlers/api-reference.ts';

/** The response of the function to a GET, as the gateway returns it. */
async function get(path: string, headers: Readonly<Record<string, string>> = {}) {
  const event = {
    headers: { host: 'api.example.com', ...headers },
    rawPath: path,
    rawQueryString: '',
    requestContext: { http: { method: 'GET', sourceIp: '192.0.2.1' } },
  } as unknown as APIGatewayProxyEventV2;
  const { statusCode, headers: sent = {}, body = '', isBase64Encoded } = await handler(event);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return { status: statusCode, headers: sent, bytes, size: body.length };
}

const EXTERNAL = /(https?:)?\/\/[\w.-]+\.\w+/;

test('the page and its initializer name no other host', async () => {
  for (const path of ['/docs', '/docs/initializer.js']) {
    const { status, bytes } = await get(path);
    expect(status).toBe(200);
    expect(bytes.toString()).not.toMatch(EXTERNAL);
  }
});

test('the page loads only files that are served', async () => {
  const page = (await get('/docs')).bytes.toString();
  const files = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(files).toEqual(['/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/docs/initializer.js']);
  for (const file of [...files, '/openapi.json']) expect((await get(file)).status).toBe(200);
});

test('the content security policy allows the own origin only', async () => {
  for (const path of ['/docs', '/docs/initializer.js', '/docs/swagger-ui-bundle.js']) {
    const policy = String((await get(path)).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|unsafe/);
  }
});

test('the viewer is compressed for a client that accepts it, and fits into an answer of Lambda', async () => {
  const plain = await get('/docs/swagger-ui-bundle.js');
  const compressed = await get('/docs/swagger-ui-bundle.js', { 'accept-encoding': 'gzip, br' });
  expect(compressed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(compressed.bytes).equals(plain.bytes)).toBe(true);
  expect(compressed.size).toBeLessThan(1_000_000);
  expect(plain.size).toBeLessThan(6_000_000);
});

test('no other file of the package is served', async () => {
  expect((await get('/docs/package.json')).status).toBe(404);
  expect((await get('/docs/..%2Fpackage.json')).status).toBe(404);
});

test('the package of the function has its bundle and every file that it serves', () => {
  const [, patterns = ''] =
    /api-reference:[\s\S]*?patterns:\n((?: +- .*\n)+)/.exec(readFileSync('serverless.yml', 'utf8')) ?? [];
  const files = [...patterns.matchAll(/- (.*)/g)].map(([, file = '']) => file);
  expect(files).toContain('src/handlers/api-reference.mjs');
  expect(files.filter((file) => file.startsWith('node_modules/') && !existsSync(file))).toEqual([]);
  for (const name of ['package.json', 'swagger-ui.css', 'swagger-ui-bundle.js']) {
    expect(files).toContain(`node_modules/swagger-ui-dist/${name}`);
  }
});
