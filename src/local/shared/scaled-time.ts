import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The clock of the local service, which may run faster than the machine's clock. */
export interface ScaledTime {
  readonly scale: number;
  /** The current time of the service. */
  readonly now: () => number;
  /** Converts a duration of the service's clock to real time, both in milliseconds. */
  readonly realDuration: (scaledMs: number) => number;
  /** How far the service's clock is ahead of the machine's, in milliseconds. */
  readonly ahead: () => number;
  /** Restores this thread's clock and saves the service's. */
  readonly stop: () => void;
}

const SAVE_INTERVAL_MS = 1_000;

/**
 * Replaces this thread's Date with one that runs `scale` times as fast, so that all code on it sees the same time. Emulator
 * threads and timers keep real time. The clock never goes back, even after a restart: the file has a time slightly ahead
 * of it. At scale 1, without a saved time ahead of the machine's, Date is not replaced.
 */
export function scaleTime(scale: number, file: string | undefined): ScaledTime {
  if (!Number.isFinite(scale) || scale < 1) throw new Error('The time scale must be a number of at least 1.');
  const MachineDate = globalThis.Date;
  const machineNow = MachineDate.now.bind(MachineDate);
  const startedAt = machineNow();
  const offset = Math.max(0, savedInstant(file) - startedAt);
  if (scale === 1 && offset === 0) {
    return {
      scale,
      now: machineNow,
      realDuration: (ms) => ms,
      ahead: () => 0,
      stop: () => undefined,
    };
  }

  const base = startedAt + offset;
  const now = () => Math.floor(base + (machineNow() - startedAt) * scale);
  globalThis.Date = class extends MachineDate {
    constructor(...args: unknown[]) {
      super(...((args.length === 0 ? [now()] : args) as [number]));
    }
    static override now = now;
  } as DateConstructor;

  const save = (instant: number) => {
    if (file === undefined) return;
    writeFileSync(`${file}.new`, JSON.stringify({ instant }));
    renameSync(`${file}.new`, file);
  };
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const saveAhead = () => save(now() + 2 * SAVE_INTERVAL_MS * scale);
  saveAhead();
  const timer = setInterval(saveAhead, SAVE_INTERVAL_MS);
  timer.unref();

  return {
    scale,
    now,
    realDuration: (ms) => ms / scale,
    ahead: () => now() - machineNow(),
    stop: () => {
      clearInterval(timer);
      save(now());
      globalThis.Date = MachineDate;
    },
  };
}

function savedInstant(file: string | undefined): number {
  if (file === undefined || !existsSync(file)) return 0;
  return Number(JSON.parse(readFileSync(file, 'utf8')).instant) || 0;
}
