import { gzipSync } from 'node:zlib';
import { createRouteDefiner, type RawResponse, type Route } from '../../http/route.ts';

/** Reads a file of the package swagger-ui-dist by its name. */
export type ReadViewerFile = (name: string) => Promise<Uint8Array>;

const defineRoute = createRouteDefiner<Record<never, never>>('docs');

/** The page may load from its own origin only. The viewer's style sheet has images in data: URLs. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tocsin: API reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/initializer.js"></script>
</body>
</html>
`;

/**
 * The viewer is dark if the page has the class dark-mode. Without validatorUrl: null the viewer would send the address of
 * the document to a public validator.
 */
const INITIALIZER = `const dark = matchMedia('(prefers-color-scheme: dark)');
const followColorScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followColorScheme);
followColorScheme();
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

const ONE_DAY = 'public, max-age=86400';

const base = { method: 'GET', tag: 'Reference', domain: 'configuration', rights: 'public' } as const;

/** The API reference: a page that renders /openapi.json, and the files that it loads. */
export function docsRoutes(readViewerFile: ReadViewerFile): readonly Route[] {
  /** A file of the viewer. It is compressed once, because a function may answer with 6 MB at most. */
  const viewerFile = (name: string, mediaType: string): Route => {
    let compressed: Promise<Uint8Array> | undefined;
    return defineRoute({
      ...base,
      path: `/docs/${name}`,
      summary: `Get ${name} of the API reference`,
      produces: mediaType,
      handle: async ({ request }): Promise<RawResponse> => {
        const acceptsGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
        const headers = { ...HEADERS, 'Cache-Control': ONE_DAY, Vary: 'Accept-Encoding' };
        const contentType = `${mediaType}; charset=utf-8`;
        if (!acceptsGzip) {
          return { kind: 'raw', status: 200, contentType, headers, body: await readViewerFile(name) };
        }
        compressed ??= readViewerFile(name).then((bytes) => gzipSync(bytes));
        return {
          kind: 'raw',
          status: 200,
          contentType,
          headers: { ...headers, 'Content-Encoding': 'gzip' },
          body: await compressed,
        };
      },
    });
  };

  const text = (path: string, mediaType: string, body: string): Route =>
    defineRoute({
      ...base,
      path,
      summary: 'Read the API reference',
      produces: mediaType,
      handle: async () => ({
        kind: 'raw',
        status: 200,
        contentType: `${mediaType}; charset=utf-8`,
        headers: HEADERS,
        body,
      }),
    });

  return [
    text('/docs', 'text/html', PAGE),
    text('/docs/initializer.js', 'text/javascript', INITIALIZER),
    viewerFile('swagger-ui-bundle.js', 'text/javascript'),
    viewerFile('swagger-ui.css', 'text/css'),
  ];
}
