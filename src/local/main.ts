import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const dataFolder = process.env.TOCSIN_DATA ?? '.tocsin';
enableCompileCache(join(dataFolder, 'compile-cache'));
const { startLocal } = await import('./service.ts');
const { greeting } = await import('./greeting.ts');

const port = Number(process.env.PORT ?? 3000);
const timeScale = Number(process.env.TIME_SCALE ?? 1);
const host = process.env.HOST;
const local = await startLocal({ port, dataFolder, timeScale, ...(host && { host }) }).catch(
  (error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'EADDRINUSE' ? `Port ${port} is taken; choose another: PORT=3001` : error.stack;
    console.error(reason);
    process.exit(1);
  },
);

if (process.env.READY === 'json') {
  console.log(JSON.stringify({ ready: true, url: local.url, apiKey: local.apiKey }));
} else {
  console.log(greeting(local, { timeScale, dataFolder, readyInMs: performance.now() }));
}

let stopping = false;
const stop = async () => {
  if (stopping) process.exit(1);
  stopping = true;
  await local.stop();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
