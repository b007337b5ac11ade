import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The clock of the service on localhost, which may run faster than that of the machine. */
export interface ScaledTime {
  readonly scale: number;
  /** The service's present instant. */
  readonly now: () => number;
  /** How many milliseconds of the machine's time pass while so many of the service's do. */
  readonly realDuration: (scaledMs: number) => number;
  /** How far the service's clock is ahead of the machine's, in milliseconds. */
  readonly ahead: () => number;
  /** Gives this thread its own clock back, and writes down the service's. */
  readonly stop: () => void;
}

const SAVE_EVERY_MS = 1_000;

/**
 * Replaces this thread's Date with one that runs `scale` times as fast, so that everything on it agrees about the time.
 * The emulators' threads and all timers keep the machine's time. The clock never goes back, not even over a restart: the
 * file holds an instant that it has not reached yet. Without a file, and at scale 1, nothing is replaced.
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
  const saveAhead = () => save(now() + 2 * SAVE_EVERY_MS * scale);
  saveAhead();
  const timer = setInterval(saveAhead, SAVE_EVERY_MS);
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
