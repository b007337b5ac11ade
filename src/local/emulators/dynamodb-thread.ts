import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { patchLevel } from './level.ts';

patchLevel(createRequire(import.meta.resolve('dynalite')));
const server = dynalite({ createTableMs: 0, updateTableMs: 0, ...workerData });
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
