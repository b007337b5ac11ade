/** The files of a release, as the build lists them (web/build/list-shell-files.ts). */
export interface ShellFiles {
  /** Changes with every file. */
  readonly release: string;
  /** Absolute paths. */
  readonly files: readonly string[];
  /** The page that all addresses of pages get, which is among the files, and its SHA-256 in hexadecimal digits. */
  readonly page: string;
  readonly pageHash: string;
}

/** The used part of ServiceWorkerGlobalScope; the types of workers and of pages exclude each other. */
export interface CacheWorker {
  readonly caches: {
    open(name: string): Promise<{ put(path: string, response: Response): Promise<void> }>;
    keys(): Promise<string[]>;
    delete(name: string): Promise<boolean>;
    match(path: string, options?: { readonly cacheName: string }): Promise<Response | undefined>;
  };
  readonly crypto: {
    readonly subtle: { digest(algorithm: 'SHA-256', data: ArrayBuffer): Promise<ArrayBuffer> };
  };
  readonly fetch: typeof fetch;
  readonly location: { readonly origin: string };
}

/** The one thing that is cached is the program: no answer of the API, so nothing of a person, is ever in this cache. */
const PREFIX = 'tocsin-shell-';

/** The releases whose files are kept: pages that are open while a release arrives still load parts of the one before. */
const KEPT_RELEASES = 2;

const toCacheName = ({ release }: ShellFiles) => `${PREFIX}${release}`;

/**
 * Loads all files of the release. It fails as a whole, and the browser tries again later, if a file is missing or the page is
 * that of another release, as it can be while a release goes on.
 */
export async function cacheShell(worker: CacheWorker, shell: ShellFiles): Promise<void> {
  const cache = await worker.caches.open(toCacheName(shell));
  try {
    await Promise.all(
      shell.files.map(async (path) => {
        const isUnchanging = path.startsWith('/console/assets/') && (await worker.caches.match(path));
        const response = isUnchanging || (await worker.fetch(path, { cache: 'no-cache' }));
        if (!response.ok || response.redirected) throw new Error(`${path} answered ${response.status}.`);
        if (path === shell.page) await requireHash(worker, response.clone(), shell.pageHash);
        await cache.put(path, response);
      }),
    );
  } catch (error) {
    await worker.caches.delete(toCacheName(shell));
    throw error;
  }
}

async function requireHash({ crypto }: CacheWorker, response: Response, expected: string): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  const actual = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (actual !== expected) throw new Error('The page belongs to another release.');
}

/** Deletes the files of releases before the last one. Caches are listed in the order in which they were made. */
export async function deleteOldShells({ caches }: CacheWorker, shell: ShellFiles): Promise<void> {
  const others = (await caches.keys()).filter(
    (name) => name.startsWith(PREFIX) && name !== toCacheName(shell),
  );
  await Promise.all(others.slice(0, others.length - (KEPT_RELEASES - 1)).map((name) => caches.delete(name)));
}

/** Whether a path below /console/ is that of a file, by the rule of the server (src/web/files/routes.ts). */
const isFilePath = (path: string) => /^(assets|icons)\//.test(path) || /^[^/]+\.\w+$/.test(path);

/**
 * The answer to a request from the cache: this release's page to every navigation, and files of this release or the one
 * before. Undefined for all else, which the browser then asks the service for.
 */
export function answerFromShell(
  worker: CacheWorker,
  shell: ShellFiles,
  request: Pick<Request, 'method' | 'url' | 'mode'>,
): Promise<Response> | undefined {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return undefined;
  if (!url.pathname.startsWith('/console/')) return undefined;
  const isFile = isFilePath(url.pathname.slice('/console/'.length));
  // The browser itself looks for a newer service worker.
  if (isFile && request.mode === 'navigate') return undefined;
  if (!isFile && request.mode !== 'navigate') return undefined;
  const path = isFile ? url.pathname : shell.page;
  return findInCaches(worker, shell, path).then((found) => found ?? worker.fetch(request as Request));
}

async function findInCaches({ caches }: CacheWorker, shell: ShellFiles, path: string) {
  const own = await caches.match(path, { cacheName: toCacheName(shell) });
  // A page of the release before has other files, and no other page is ever the right one.
  return own ?? (path.startsWith('/console/assets/') ? caches.match(path) : undefined);
}
