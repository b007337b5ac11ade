import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Dead lines may take up this much before the file is written anew. */
const COMPACT_AT_BYTES = 8_000_000;

/**
 * A map that outlives the process, even one that is killed: each change is a line appended to a file before the call
 * returns. The operating system's crash may cost the last lines; localhost needs no more.
 */
export interface Journal<T> {
  /** What is in it, oldest first. */
  readonly live: ReadonlyMap<string, T>;
  /** Sets an entry; one that was there before moves to the end. */
  readonly set: (key: string, value: T) => void;
  readonly delete: (key: string) => void;
  readonly close: () => void;
}

/** Opens the journal in the file and reads what earlier processes left; without a file, a map in memory. */
export function openJournal<T>(file: string | undefined): Journal<T> {
  const live = new Map<string, T>();
  if (file === undefined) {
    return {
      live,
      set: (key, value) => {
        live.delete(key);
        live.set(key, value);
      },
      delete: (key) => void live.delete(key),
      close: () => undefined,
    };
  }
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file)) replay(readFileSync(file, 'utf8'), live);
  let { descriptor, bytes } = rewritten(file, live);
  const liveBytes = { atRewrite: bytes };

  const append = (line: string) => {
    bytes += writeSync(descriptor, line);
    if (bytes < COMPACT_AT_BYTES + 2 * liveBytes.atRewrite) return;
    closeSync(descriptor);
    ({ descriptor, bytes } = rewritten(file, live));
    liveBytes.atRewrite = bytes;
  };

  return {
    live,
    set: (key, value) => {
      live.delete(key);
      live.set(key, value);
      append(lineOf(key, value));
    },
    delete: (key) => {
      if (live.delete(key)) append(`${JSON.stringify([key])}\n`);
    },
    close: () => closeSync(descriptor),
  };
}

/** So many characters are written at once. */
const WRITTEN_TOGETHER = 1_000_000;

const lineOf = (key: string, value: unknown) => `${JSON.stringify([key, value])}\n`;

function replay<T>(text: string, live: Map<string, T>): void {
  for (const line of text.split('\n')) {
    const entry = entryOf<T>(line);
    if (!entry) continue;
    const [key, ...values] = entry;
    live.delete(key);
    if (values.length > 0) live.set(key, values[0] as T);
  }
}

/** The last line of a killed process may be cut off; it was not acknowledged to anybody. */
function entryOf<T>(line: string): [string, T?] | undefined {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

function rewritten<T>(file: string, live: ReadonlyMap<string, T>): { descriptor: number; bytes: number } {
  const fresh = `${file}.new`;
  const descriptor = openSync(fresh, 'w');
  let bytes = 0;
  // Together, because everything stands still meanwhile, and thousands of writes take half a second.
  let lines = '';
  const write = () => {
    bytes += writeSync(descriptor, lines);
    lines = '';
  };
  for (const [key, value] of live) {
    lines += lineOf(key, value);
    if (lines.length > WRITTEN_TOGETHER) write();
  }
  write();
  renameSync(fresh, file);
  return { descriptor, bytes };
}
