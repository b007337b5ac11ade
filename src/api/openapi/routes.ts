import { createRouteDefiner, type Route } from '../../http/route.ts';
import type { ApiDescription } from './document.ts';

const defineRoute = createRouteDefiner<Record<never, never>>('openapi');

/** GET /openapi.json. The document is generated at the first request. */
export function documentRoutes(loadDescription: () => Promise<ApiDescription>): readonly Route[] {
  let text: Promise<string> | undefined;
  const generate = async () => {
    const [description, { createOpenApiDocument }] = await Promise.all([
      loadDescription(),
      import('./document.ts'),
    ]);
    return JSON.stringify(createOpenApiDocument(description));
  };
  return [
    defineRoute({
      method: 'GET',
      path: '/openapi.json',
      tag: 'Document',
      summary: 'Get this document',
      domain: 'configuration',
      rights: 'public',
      produces: 'application/json',
      handle: async () => {
        text ??= generate();
        return { kind: 'raw', status: 200, contentType: 'application/json', body: await text };
      },
    }),
  ];
}
