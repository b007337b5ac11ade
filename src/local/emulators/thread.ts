import { Worker } from 'node:worker_threads';

/** A service on localhost that runs until it is stopped. */
export interface Emulator {
  /** http://127.0.0.1:port */
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts one of the files of this folder in a thread of its own, so that an emulator neither slows the service down
 * nor sees a clock that the service has scaled. The file posts the port on which it listens.
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
