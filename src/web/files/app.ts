import { type App, createApp } from '../../http/app.ts';
import type { Clock } from '../../platform/clock.ts';
import type { BuiltFiles } from './built-files.ts';
import { fileRoutes } from './routes.ts';
import { withSecurityHeaders } from './security-headers.ts';

/** Serves the files of the console to anybody: they hold nothing of an account. The throttle of the HTTP API limits them. */
export const createFilesApp = ({
  files,
  clock,
}: {
  readonly files: BuiltFiles;
  readonly clock: Clock;
}): App =>
  withSecurityHeaders(
    createApp({ routes: fileRoutes(files), findKey: async () => undefined, limiter: () => 'ok', clock }),
  );
