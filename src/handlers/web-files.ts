import { fileURLToPath } from 'node:url';
import { lambdaHandler } from '../http/lambda.ts';
import { systemClock } from '../platform/clock.ts';
import { createFilesApp } from '../web/files/app.ts';
import { createBuiltFiles } from '../web/files/built-files.ts';

/** The files of the console. In the package as in the repository, their folder is two levels above this file. */
export const handler = lambdaHandler(
  createFilesApp({
    files: createBuiltFiles(fileURLToPath(new URL('../../dist-web', import.meta.url))),
    clock: systemClock,
  }),
);
