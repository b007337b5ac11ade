import { buildConsole } from '../src/local/console/build.ts';

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
