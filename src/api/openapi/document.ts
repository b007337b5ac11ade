import type * as z from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from '../../http/route.ts';
import { ERRORS, errorResponse } from './errors.ts';
import { toOperation } from './operation.ts';
import { webhooks } from './webhooks.ts';

/** The routes that the document describes. */
export interface ApiDescription {
  readonly routes: readonly Route[];
  readonly getResponseSchema: (name: string) => z.ZodObject;
  /** Gets the example of a request body by `METHOD /path`. */
  readonly getRequestExample: (operation: string) => object;
}

const DESCRIPTION = `On-call alerting and escalation, compatible with the REST API of Opsgenie. An operation that changes
alerts or incidents is queued: it answers 202, and the status of the request shows its outcome. All other operations are
complete when they answer. Unknown members of a request are listed in \`ignored\`, or refused if they are close to a known
one; \`null\`, \`""\` and \`{}\` count as absent.`;

/**
 * The OpenAPI 3.1 document of the routes. `getResponseSchema` gives the schema that a route names in `response`; it must
 * give the same object for the same name.
 */
export function createOpenApiDocument({
  routes,
  getResponseSchema,
  getRequestExample,
}: ApiDescription): object {
  const errors = Object.fromEntries(
    Object.keys(ERRORS).map((status) => [Number(status), errorResponse(Number(status))]),
  );
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const operation = toOperation(route, { getResponseSchema, getRequestExample, errors });
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
  }
  return createDocument(
    {
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
      webhooks,
      components: {
        securitySchemes: {
          GenieKey: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: '`GenieKey <key>`',
          },
        },
      },
    },
    // Descriptions and errors explain the transformations and checks of requests.
    {
      allowEmptySchema: { custom: true, transform: true },
      reused: 'inline',
      override: ({ jsonSchema }) => {
        // zod bounds each whole number by what a double can hold, which says nothing to a reader.
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    },
  );
}
