import { describeWith, retryOnce } from '../clients/programs.ts';
import { type ConsoleBrowser, startConsoleBrowser } from './console-browser.ts';

/** What stories need beside the console, and how to stop it. */
export interface Stage {
  readonly options?: Parameters<typeof startConsoleBrowser>[1];
  readonly stop?: () => void;
}

/** Describes stories in Chromium against one running service, which they share. */
export function describeConsole(
  title: string,
  stories: (getConsole: () => ConsoleBrowser) => void,
  prepare: () => Promise<Stage> = async () => ({}),
): void {
  describeWith(['chromium', 'chromium-browser', 'google-chrome'], title, (program) => {
    let stage: Stage = {};
    let running: ConsoleBrowser;
    retryOnce();

    beforeAll(async () => {
      stage = await prepare();
      running = await startConsoleBrowser(program, stage.options);
    });

    afterEach(() => running?.closePages());

    afterAll(async () => {
      await running?.close();
      stage.stop?.();
    });

    stories(() => running);
  });
}
