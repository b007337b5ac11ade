import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { docsRoutes } from '../api/openapi/docs-routes.ts';
import { documentRoutes } from '../api/openapi/routes.ts';
import { createApp } from '../http/app.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { systemClock } from '../platform/clock.ts';
import { describeApi } from './routes/api-description.ts';

/** The folder of swagger-ui-dist. serverless.yml packages it beside the bundle. */
const viewer = () => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** GET /openapi.json and the page /docs that renders it. */
export const handler = lambdaHandler(
  createApp({
    routes: [
      ...documentRoutes(async () => describeApi()),
      ...docsRoutes(async (name) => readFile(join(viewer(), name))),
    ],
    findKey: async () => undefined,
    // All routes are public and read no data. The throttle of the HTTP API limits them.
    limiter: () => 'ok',
    clock: systemClock,
  }),
);
