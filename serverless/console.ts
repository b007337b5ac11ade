import { buildConsole } from '../src/local/console/build.ts';

/** A plugin of the Serverless Framework that builds the console before the function `web-files` is packaged with it. */
export class ConsolePlugin {
  readonly hooks = {
    'before:package:initialize': async () => {
      await buildConsole(process.cwd());
    },
  };
}

export { ConsolePlugin as 'module.exports' };
