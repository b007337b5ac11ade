import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { SET_UP } from '../../simulator/builders.ts';
import { createFilesApp } from '../../src/web/files/app.ts';
import { createBuiltFiles } from '../../src/web/files/built-files.ts';
import { ORIGIN } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-files-'));
const dist = join(folder, 'dist-web');
const SCRIPT = 'console.log("ü");\n'.repeat(100);

function write(target: string, release: string): void {
  for (const name of ['', 'assets', 'icons']) mkdirSync(join(target, name), { recursive: true });
  writeFileSync(join(target, 'index.html'), `<!doctype html><title>${release}</title>`);
  writeFileSync(join(target, 'service-worker.js'), '// worker');
  writeFileSync(join(target, 'manifest.webmanifest'), '{}');
  writeFileSync(join(target, 'icons/icon.png'), Buffer.from([137, 80, 78, 71]));
  writeFileSync(join(target, 'assets/index-abc123.js'), SCRIPT);
  writeFileSync(join(target, 'assets/index-abc123.js.br'), brotliCompressSync(SCRIPT));
}

beforeEach(() => write(dist, 'one'));
afterEach(() => rmSync(dist, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const app = createFilesApp({ files: createBuiltFiles(dist), clock: () => SET_UP });
const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  app(new Request(`${ORIGIN}${path}`, { headers }), { sourceIp: '192.0.2.1' });

test('/ leads to the console', async () => {
  const response = await get('/');
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('/console/');
});

test.each([
  '/console',
  '/console/',
  '/console/alerts',
  '/console/alerts/1-2-3',
  '/console/people/a@b.example',
])('%s is the page that shows all pages', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.text()).toContain('<title>one</title>');
});

test('an asset is compressed for browsers that can read it, and kept forever', async () => {
  const compressed = await get('/console/assets/index-abc123.js', { 'accept-encoding': 'gzip, br' });
  expect(compressed.headers.get('content-encoding')).toBe('br');
  expect(compressed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(compressed.headers.get('vary')).toBe('Accept-Encoding');
  expect(brotliDecompressSync(Buffer.from(await compressed.arrayBuffer())).toString()).toBe(SCRIPT);
  const plain = await get('/console/assets/index-abc123.js');
  expect(plain.headers.has('content-encoding')).toBe(false);
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await plain.text()).toBe(SCRIPT);
});

test.each([
  ['/console/service-worker.js', 'text/javascript; charset=utf-8', 'no-store'],
  ['/console/manifest.webmanifest', 'application/manifest+json', 'no-store'],
  ['/console/icons/icon.png', 'image/png', 'public, max-age=3600'],
])('%s is %s, %s', async (path, mediaType, cacheControl) => {
  const { headers } = await get(path);
  expect([headers.get('content-type'), headers.get('cache-control')]).toEqual([mediaType, cacheControl]);
});

test.each(['/console/assets/index-old.js', '/console/assets/../index.html.', '/console/missing.js'])(
  '%s of another release is not answered with a page',
  async (path) => {
    const response = await get(path);
    expect(response.status === 404 || response.headers.get('content-type')?.startsWith('text/html')).toBe(
      true,
    );
    if (path.includes('.js')) expect(response.status).toBe(404);
  },
);

test.each([
  '/console/assets/..%2f..%2fsecret.txt',
  '/console/assets/%2e%2e/%2e%2e/secret.txt',
  '/console/..%2fsecret.txt',
])('%s leads out of no folder', async (path) => {
  writeFileSync(join(folder, 'secret.txt'), 'classified');
  expect(await (await get(path)).text()).not.toContain('classified');
});

test('a page cannot be framed, runs no script of others and none in its text', async () => {
  const { headers } = await get('/console/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe');
  expect(headers.toRecord()).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'x-content-type-options': 'nosniff',
  });
});

test('a new build is served without a restart', async () => {
  expect(await (await get('/console/')).text()).toContain('one');
  write(join(folder, 'next'), 'two');
  rmSync(dist, { recursive: true });
  renameSync(join(folder, 'next'), dist);
  expect(await (await get('/console/')).text()).toContain('two');
});

test('without a build, the console says how to make one', async () => {
  rmSync(dist, { recursive: true });
  const response = await get('/console/alerts');
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('npm run build:web');
});
