import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** Empty: everything in memory. */
const dataFolder = process.env.TOCSIN_DATA ?? '.tocsin';
enableCompileCache(join(dataFolder || '.tocsin', 'compile-cache'));
const { startLocal } = await import('./service.ts');
const { greeting } = await import('./greeting.ts');

const port = Number(process.env.PORT ?? 3000);
const smtpPort = Number(process.env.SMTP_PORT ?? 2525);
const host = process.env.HOST;
/** For those who try the whole API, for example by Terraform: the printed key is that of a team. */
const accountKey = process.env.ACCOUNT_KEY;
const timeScale = Number(process.env.TIME_SCALE ?? 1);
const local = await startLocal({
  port,
  smtpPort,
  timeScale,
  ...(dataFolder && { dataFolder }),
  ...(host && { host }),
  ...(accountKey && { accountKey }),
}).catch((error: NodeJS.ErrnoException) => {
  const taken = `Port ${port} is taken; choose another: PORT=3001 npm start`;
  console.error(error.code === 'EADDRINUSE' ? taken : (error.stack ?? error));
  process.exit(1);
});

let stoppingSince: number | undefined;
const stop = async () => {
  // A terminal sends Ctrl-C to npm and to us, and npm passes its own on; only a later one is meant to force it.
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

if (process.env.READY === 'json') {
  // Started by a program: it reads one line, and when it is gone so are we.
  console.log(
    JSON.stringify({ ready: true, url: local.url, smtpPort: local.smtpPort, apiKey: local.apiKey }),
  );
  process.stdin.on('end', stop).resume();
} else {
  console.log(greeting(local, { timeScale, dataFolder, readyInMs: performance.now() }));
}
