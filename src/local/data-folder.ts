import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';

/** How programs such as `npm run admin -- --local` find the service that uses a data folder. */
export interface RunningService {
  readonly processId: number;
  readonly url: string;
  /** Endpoint of the DynamoDB emulator. */
  readonly dynamoDb: string;
  /** URL of the queue alert-actions.fifo. */
  readonly alertActions: string;
}

const FILE = 'service.json';

/** Writes down that the service uses the folder. The file contains no secrets. */
export function announceService(dataFolder: string, service: RunningService): void {
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, FILE), `${JSON.stringify(service)}\n`);
}

export const withdrawService = (dataFolder: string): void => rmSync(join(dataFolder, FILE), { force: true });

/** The service that uses the folder now. A file that a killed service left behind does not count. */
export async function findRunningService(dataFolder: string): Promise<RunningService | undefined> {
  const service = readAnnouncement(dataFolder);
  return service && isAlive(service.processId) && (await acceptsConnections(service.url))
    ? service
    : undefined;
}

function readAnnouncement(dataFolder: string): RunningService | undefined {
  try {
    return JSON.parse(readFileSync(join(dataFolder, FILE), 'utf8')) as RunningService;
  } catch {
    return undefined;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // The process exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const acceptsConnections = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = createConnection({ host: hostname, port: Number(port) });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });

/** Whether the folder has tables of version 0.2.0 or earlier, which were in the format of another emulator. */
export const hasOlderTables = (dataFolder: string): boolean =>
  existsSync(join(dataFolder, 'dynamodb', 'CURRENT'));
