import { buildConsole } from '../src/local/console/build.ts';
import { parseCommandLine } from './arguments.ts';

const USAGE = `npm run build:web

Builds the console in the folder dist-web, unless it is up to date.`;

parseCommandLine(USAGE, {});

const MESSAGES = {
  built: 'The console is built in dist-web.',
  'up-to-date': 'The console in dist-web is up to date.',
  'no-source': 'There is no folder web to build the console from.',
};

try {
  const result = await buildConsole(process.cwd());
  console.log(MESSAGES[result]);
  if (result === 'no-source') process.exitCode = 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
