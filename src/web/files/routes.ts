import { createRouteDefiner, type RawResponse, type Route } from '../../http/route.ts';
import type { BuiltFiles } from './built-files.ts';

const defineRoute = createRouteDefiner<Record<never, never>>('files');

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};

const getMediaType = (path: string): string =>
  MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';

const ASSETS = 'assets/';
const ICONS = 'icons/';

/** The names of assets contain a hash of their content. Everything else changes under its name with a release. */
function getCacheControl(path: string): string {
  if (path.startsWith(ASSETS)) return 'public, max-age=31536000, immutable';
  if (path.startsWith(ICONS)) return 'public, max-age=3600';
  return 'no-store';
}

const base = { method: 'GET', tag: 'Console', domain: 'configuration', rights: 'public' } as const;

/** Whether the path under /console/ is that of a file. Any other path is that of a page. */
const isFilePath = (path: string): boolean =>
  path.startsWith(ASSETS) || path.startsWith(ICONS) || /^[^/]+\.\w+$/.test(path);

const text = (status: number, body: string): RawResponse => ({
  kind: 'raw',
  status,
  contentType: 'text/plain; charset=utf-8',
  headers: { 'Cache-Control': 'no-store' },
  body: `${body}\n`,
});

/**
 * The built console under /console/: its files, and index.html for the address of every page, because the pages are made in
 * the browser. `/` leads to it.
 */
export function fileRoutes(files: BuiltFiles): readonly Route[] {
  async function serveFile(path: string, acceptEncoding: string | null): Promise<RawResponse | undefined> {
    const file = await files.read(path);
    if (!file) return undefined;
    const isCompressed = file.brotli !== undefined && /\bbr\b/.test(acceptEncoding ?? '');
    return {
      kind: 'raw',
      status: 200,
      contentType: getMediaType(path),
      headers: {
        'Cache-Control': getCacheControl(path),
        ...(file.brotli && { Vary: 'Accept-Encoding' }),
        ...(isCompressed && { 'Content-Encoding': 'br' }),
      },
      body: (isCompressed && file.brotli) || file.bytes,
    };
  }

  const serve = (path: string) =>
    defineRoute({
      ...base,
      path,
      summary: 'Get a page or file of the console',
      produces: 'text/html',
      handle: async ({ params, request: { headers } }) => {
        const wanted = params.path ?? '';
        const acceptEncoding = headers.get('accept-encoding');
        if (isFilePath(wanted)) {
          // An asset of another release must not be answered with a page: the console would run it as a script.
          return (await serveFile(wanted, acceptEncoding)) ?? text(404, 'The console has no such file.');
        }
        const page = await serveFile('index.html', acceptEncoding);
        return page ?? text(503, 'The console is not built. Run: npm run build:web');
      },
    });

  return [
    defineRoute({
      ...base,
      path: '/',
      summary: 'Go to the console',
      produces: 'text/plain',
      handle: async () => ({
        ...text(302, 'The console is at /console/.'),
        headers: { Location: '/console/', 'Cache-Control': 'no-store' },
      }),
    }),
    serve('/console'),
    serve('/console/{path}'),
  ];
}
