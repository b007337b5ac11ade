import { describeWith } from '../clients/programs.ts';
import { type ConsoleBrowser, startConsoleBrowser } from './console-browser.ts';
import { everyPage } from './stories/every-page.ts';

/** Each page of the console in each form. A file of its own, so that it runs beside the stories. */
describeWith(
  ['chromium', 'chromium-browser', 'google-chrome'],
  'Pages of the console in Chromium',
  (program) => {
    let running: ConsoleBrowser;

    beforeAll(async () => {
      running = await startConsoleBrowser(program);
    }, 120_000);

    afterAll(() => running?.close());

    everyPage(() => running);
  },
);
