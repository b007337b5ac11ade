import type { Route } from '../../http/route.ts';
import { operationOf } from './operation.ts';
import { ERRORS, errorResponse, SCHEMAS } from './schemas.ts';

const DESCRIPTION = `On-call alerting and escalation behind the REST API of Opsgenie. A point of the API that changes
alerts or incidents answers 202 and tells by the status of the request what became of it; everything else is done when the
answer comes. Members that are not known are ignored, and \`null\`, \`""\` and \`{}\` count as absent.`;

/** The OpenAPI 3.1 document of the routes. */
export function openApiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tocsin',
      version: '2',
      description: DESCRIPTION.replaceAll('\n', ' '),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ GenieKey: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: SCHEMAS,
      responses: Object.fromEntries(
        Object.keys(ERRORS).map((status) => [status, errorResponse(Number(status))]),
      ),
      securitySchemes: {
        GenieKey: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: '`GenieKey <key>`',
        },
      },
    },
  };
}
