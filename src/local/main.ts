import { asksForHelp, HELP, readSettings, SettingsError } from './settings.ts';

const failWith = (error: unknown): never => {
  console.error(error instanceof SettingsError ? error.message : ((error as Error).stack ?? error));
  process.exit(1);
};

const readSettingsOrExit = () => {
  try {
    if (asksForHelp(process.argv.slice(2))) {
      console.log(HELP);
      process.exit(0);
    }
    return readSettings(process.env);
  } catch (error) {
    return failWith(error);
  }
};

const settings = readSettingsOrExit();
const { dataFolder } = settings;
const { startLocal } = await import('./service.ts');
const { quotasOf } = await import('../platform/aws-quotas.ts');
const { greeting } = await import('./greeting.ts');
const { buildConsole } = await import('./console/build.ts');

const { port, smtpPort, host, accountKey, timeScale, quotasOf: region } = settings;
/** A program that starts the service gets the console as it was built last, unless it asks for it. */
const isStartedByProgram = process.env.READY === 'json';
const buildsConsole = !isStartedByProgram || process.env.BUILD_CONSOLE === 'true';
const consoleBuilt = buildsConsole
  ? buildConsole(process.cwd()).catch((error: Error) => console.error(error.message))
  : Promise.resolve();
const local = await startLocal({
  port,
  smtpPort,
  timeScale,
  ...(dataFolder && { dataFolder }),
  ...(host && { host }),
  ...(accountKey && { accountKey }),
  ...(region && { quotas: quotasOf(region) }),
  tableInProcess: settings.tableInProcess,
}).catch(failWith);

let stoppingSince: number | undefined;
const stop = async () => {
  // On Ctrl-C, the signal arrives twice: from the terminal and from npm. Only a later one forces the exit.
  if (stoppingSince !== undefined) {
    if (performance.now() - stoppingSince > 2_000) process.exit(1);
    return;
  }
  stoppingSince = performance.now();
  await local.stop();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

await consoleBuilt;
if (isStartedByProgram) {
  // Started by a program: print one line for it, and stop when it ends.
  console.log(
    JSON.stringify({
      ready: true,
      url: local.url,
      smtpPort: local.smtpPort,
      apiKey: local.apiKey,
      accountKey: local.accountKey,
    }),
  );
  process.stdin.on('end', stop).resume();
} else {
  console.log(greeting(local, { timeScale, dataFolder, readyInMs: performance.now() }));
}
