import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { docsRoutes } from '../api/openapi/docs-routes.ts';
import { documentRoutes } from '../api/openapi/routes.ts';
import { createApp } from '../http/app.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { systemClock } from '../platform/clock.ts';
import { describeApi } from './routes/api-description.ts';

/** The package is beside the bundle: serverless.yml adds its files to the function. */
const viewer = () => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** GET /openapi.json and the page /docs that renders it. */
export const handler = lambdaHandler(
  createApp({
    routes: [
      ...documentRoutes(async () => describeApi()),
      ...docsRoutes(async (name) => readFile(join(viewer(), name))),
    ],
    findKey: async () => undefined,
    // All routes are public and read nothing; the throttle of the HTTP API is their limit.
    limiter: () => 'ok',
    clock: systemClock,
  }),
);
