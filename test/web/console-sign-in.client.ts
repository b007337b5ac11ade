import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeConsole } from './describe-console.ts';
import { type RunningProvider, startProvider } from './oidc/start-provider.ts';
import { waysOfSigningIn } from './stories/ways-of-signing-in.ts';

let provider: RunningProvider;
let dataFolder: string;

/** Every way to sign in, against a service with an identity provider and a data folder, on which the admin command acts. */
describeConsole(
  'Signing in in Chromium',
  (getConsole) => waysOfSigningIn(() => ({ console: getConsole(), provider, dataFolder })),
  async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'tocsin-sign-in-'));
    provider = await startProvider();
    return {
      options: { dataFolder, environment: provider.environment },
      stop() {
        provider.stop();
        rmSync(dataFolder, { recursive: true, force: true });
      },
    };
  },
);
