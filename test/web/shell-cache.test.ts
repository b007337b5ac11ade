import { createHash } from 'node:crypto';
import {
  answerFromShell,
  type CacheWorker,
  cacheShell,
  deleteOldShells,
  type ShellFiles,
} from '../../web/src/service-worker/shell-cache.ts';

const ORIGIN = 'https://tocsin.example.com';
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** A service that serves these files by path, to a worker with the caches of a browser. */
function aWorker(served: Record<string, string>) {
  const caches = new Map<string, Map<string, Response>>();
  const fetched: string[] = [];
  const findIn = (name: string, path: string) => caches.get(name)?.get(path)?.clone();
  const worker = {
    location: { origin: ORIGIN },
    crypto,
    async fetch(request: string | { url: string }) {
      const path = typeof request === 'string' ? request : new URL(request.url).pathname;
      fetched.push(path);
      const body = served[path];
      return new Response(body ?? 'missing', { status: body === undefined ? 404 : 200 });
    },
    caches: {
      async open(name: string) {
        const files = caches.get(name) ?? new Map<string, Response>();
        caches.set(name, files);
        return { put: async (path: string, response: Response) => void files.set(path, response) };
      },
      keys: async () => [...caches.keys()],
      delete: async (name: string) => caches.delete(name),
      async match(path: string, { cacheName }: { cacheName?: string } = {}) {
        const names = cacheName === undefined ? [...caches.keys()] : [cacheName];
        return names.map((name) => findIn(name, path)).find((found) => found !== undefined);
      },
    },
  } as unknown as CacheWorker;
  return { worker, served, caches, fetched };
}

/** A release whose page has this content. */
function aRelease(release: string): { shell: ShellFiles; served: Record<string, string> } {
  const page = `page of ${release}`;
  const asset = `/console/assets/index-${release}.js`;
  return {
    shell: {
      release,
      files: ['/console/index.html', asset, '/console/assets/shared-1.js'],
      page: '/console/index.html',
      pageHash: hash(page),
    },
    served: {
      '/console/index.html': page,
      [asset]: `script of ${release}`,
      '/console/assets/shared-1.js': 'shared',
    },
  };
}

const get = (path: string, mode: 'navigate' | 'no-cors' = 'no-cors', method = 'GET') =>
  ({ url: new URL(path, ORIGIN).href, mode, method }) as Request;

const readAnswer = async (worker: CacheWorker, shell: ShellFiles, request: Request) =>
  (await answerFromShell(worker, shell, request))?.text();

describe('the cached files of the console', () => {
  test.each(['/console/', '/console/alerts?view=open', '/console/alerts/a.b', '/console/settings/sessions'])(
    'every page has the page of the release: %s',
    async (path) => {
      const { shell, served } = aRelease('one');
      const { worker, fetched } = aWorker(served);
      await cacheShell(worker, shell);
      fetched.length = 0;
      expect(await readAnswer(worker, shell, get(path, 'navigate'))).toBe('page of one');
      expect(fetched).toEqual([]);
    },
  );

  test.each([
    ['the API', get('/web/api/v2/alerts')],
    ['the session', get('/web/session')],
    ['an action', get('/console/alerts', 'navigate', 'POST')],
    ['another site', get('https://push.example.com/console/assets/index-one.js')],
    ['the local page', get('/_local', 'navigate')],
    ['the address without the slash', get('/console', 'navigate')],
    ['the service worker itself', get('/console/service-worker.js', 'navigate')],
    ['data below an address of a page', get('/console/alerts')],
  ])('%s is never answered', async (_, request) => {
    const { shell, served } = aRelease('one');
    const { worker } = aWorker(served);
    await cacheShell(worker, shell);
    expect(answerFromShell(worker, shell, request)).toBeUndefined();
  });

  test('a file that the cache lost comes from the service', async () => {
    const { shell, served } = aRelease('one');
    const { worker } = aWorker(served);
    expect(await readAnswer(worker, shell, get('/console/alerts', 'navigate'))).toBe('missing');
    expect(await readAnswer(worker, shell, get('/console/assets/index-one.js'))).toBe('script of one');
  });

  test('a new release replaces the page; the files of the one before stay for pages that are open', async () => {
    const [one, two, three] = [aRelease('one'), aRelease('two'), aRelease('three')];
    const { worker, served, caches, fetched } = aWorker({ ...one.served });
    await cacheShell(worker, one.shell);
    for (const { shell, served: next } of [two, three]) {
      for (const path of Object.keys(served)) delete served[path];
      Object.assign(served, next);
      fetched.length = 0;
      await cacheShell(worker, shell);
      await deleteOldShells(worker, shell);
      // Files with the same name have the same content.
      expect(fetched).not.toContain('/console/assets/shared-1.js');
    }
    expect([...caches.keys()]).toEqual(['tocsin-shell-two', 'tocsin-shell-three']);
    expect(await readAnswer(worker, three.shell, get('/console/', 'navigate'))).toBe('page of three');
    expect(await readAnswer(worker, three.shell, get('/console/assets/index-two.js'))).toBe('script of two');
    expect(await readAnswer(worker, three.shell, get('/console/assets/index-one.js'))).toBe('missing');
  });

  test.each([
    ['a file is missing', { '/console/assets/index-two.js': undefined }],
    ['the page is that of another release', { '/console/index.html': 'page of one' }],
  ])('a release is not installed, and the one before stays, if %s', async (_, change) => {
    const [one, two] = [aRelease('one'), aRelease('two')];
    const { worker, served, caches } = aWorker({ ...one.served });
    await cacheShell(worker, one.shell);
    Object.assign(served, two.served, change);
    await expect(cacheShell(worker, two.shell)).rejects.toThrow(/answered 404|another release/);
    expect([...caches.keys()]).toEqual(['tocsin-shell-one']);
    expect(await readAnswer(worker, one.shell, get('/console/', 'navigate'))).toBe('page of one');
  });
});
