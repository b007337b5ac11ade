import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** Empty: in memory only. */
const dataFolder = process.env.TOCSIN_DATA ?? '.tocsin';
enableCompileCache(join(dataFolder || '.tocsin', 'compile-cache'));
const { startLocal } = await import('./service.ts');
const { greeting } = await import('./greeting.ts');
const { buildConsole } = await import('./console/build.ts');

const port = Number(process.env.PORT ?? 3000);
const smtpPort = Number(process.env.SMTP_PORT ?? 2525);
const host = process.env.HOST;
/** An additional key for the whole account, for example for Terraform: the printed key belongs to a team. */
const accountKey = process.env.ACCOUNT_KEY;
const timeScale = Number(process.env.TIME_SCALE ?? 1);
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
}).catch((error: NodeJS.ErrnoException) => {
  const taken = `Port ${port} is in use. Choose another one: PORT=3001 npm start`;
  console.error(error.code === 'EADDRINUSE' ? taken : (error.stack ?? error));
  process.exit(1);
});

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
    JSON.stringify({ ready: true, url: local.url, smtpPort: local.smtpPort, apiKey: local.apiKey }),
  );
  process.stdin.on('end', stop).resume();
} else {
  console.log(greeting(local, { timeScale, dataFolder, readyInMs: performance.now() }));
}
