import { Worker } from 'node:worker_threads';

/** An emulated service on localhost. */
export interface Emulator {
  /** http://127.0.0.1:port */
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a file of this folder in its own thread, so that the emulator does not slow the service down and does not see its
 * scaled clock. The file posts the port that it listens on.
 */
export async function startInThread(file: string, data: object): Promise<Emulator> {
  const worker = new Worker(new URL(file, import.meta.url), { workerData: data });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      await worker.terminate();
    },
  };
}
