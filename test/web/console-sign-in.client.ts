import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../clients/programs.ts';
import { type ConsoleBrowser, startConsoleBrowser } from './console-browser.ts';
import { type RunningProvider, startProvider } from './oidc/start-provider.ts';
import { waysOfSigningIn } from './stories/ways-of-signing-in.ts';

/** Every way to sign in, against a service with an identity provider and a data folder, on which the admin command acts. */
describeWith(['chromium', 'chromium-browser', 'google-chrome'], 'Signing in in Chromium', (program) => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tocsin-sign-in-'));
  let provider: RunningProvider;
  let running: ConsoleBrowser;

  beforeAll(async () => {
    provider = await startProvider();
    running = await startConsoleBrowser(program, { dataFolder, environment: provider.environment });
  }, 120_000);

  afterAll(async () => {
    await running?.close();
    provider?.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  waysOfSigningIn(() => ({ console: running, provider, dataFolder }));
});
