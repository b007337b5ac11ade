import { createRouteDefiner, type Route } from '../../http/route.ts';

const defineRoute = createRouteDefiner<Record<never, never>>('');

/**
 * GET /openapi.json. The document is made when somebody asks for it the first time: it needs the routes of the whole
 * service, which this function otherwise has no use for.
 */
export function documentRoutes(allRoutes: () => Promise<readonly Route[]>): readonly Route[] {
  let text: Promise<string> | undefined;
  const made = async () => {
    const [routes, { openApiDocument }] = await Promise.all([allRoutes(), import('./document.ts')]);
    return JSON.stringify(openApiDocument(routes));
  };
  return [
    defineRoute({
      method: 'GET',
      path: '/openapi.json',
      tag: 'Document',
      summary: 'This document',
      domain: 'configuration',
      rights: 'public',
      produces: 'application/json',
      handle: async () => {
        text ??= made();
        return { kind: 'raw', status: 200, contentType: 'application/json', body: await text };
      },
    }),
  ];
}
