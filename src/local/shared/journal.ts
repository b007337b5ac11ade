import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Size of obsolete lines at which the file is rewritten. */
const COMPACT_AT_BYTES = 8_000_000;

/**
 * A map that survives the process, even if it is killed: each change is appended to a file before the call returns. A
 * crash of the operating system can lose the last lines, which is acceptable on localhost.
 */
export interface Journal<T> {
  /** Current entries, oldest first. */
  readonly live: ReadonlyMap<string, T>;
  /** Sets an entry and moves it to the end. */
  readonly set: (key: string, value: T) => void;
  readonly delete: (key: string) => void;
  readonly close: () => void;
}

/** Opens the journal in the file and loads its entries; without a file, a map in memory. */
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
  let { descriptor, bytes } = rewrite(file, live);
  const liveBytes = { atRewrite: bytes };

  const append = (line: string) => {
    bytes += writeSync(descriptor, line);
    if (bytes < COMPACT_AT_BYTES + 2 * liveBytes.atRewrite) return;
    closeSync(descriptor);
    ({ descriptor, bytes } = rewrite(file, live));
    liveBytes.atRewrite = bytes;
  };

  return {
    live,
    set: (key, value) => {
      live.delete(key);
      live.set(key, value);
      append(formatLine(key, value));
    },
    delete: (key) => {
      if (live.delete(key)) append(`${JSON.stringify([key])}\n`);
    },
    close: () => closeSync(descriptor),
  };
}

/** Characters per write. */
const WRITE_CHUNK = 1_000_000;

const formatLine = (key: string, value: unknown) => `${JSON.stringify([key, value])}\n`;

function replay<T>(text: string, live: Map<string, T>): void {
  for (const line of text.split('\n')) {
    const entry = parseLine<T>(line);
    if (!entry) continue;
    const [key, ...values] = entry;
    live.delete(key);
    if (values.length > 0) live.set(key, values[0] as T);
  }
}

/** Undefined for a truncated line: the process was killed before it acknowledged that change. */
function parseLine<T>(line: string): [string, T?] | undefined {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

function rewrite<T>(file: string, live: ReadonlyMap<string, T>): { descriptor: number; bytes: number } {
  const fresh = `${file}.new`;
  const descriptor = openSync(fresh, 'w');
  let bytes = 0;
  // In chunks, because this blocks the process, and thousands of single writes take half a second.
  let lines = '';
  const write = () => {
    bytes += writeSync(descriptor, lines);
    lines = '';
  };
  for (const [key, value] of live) {
    lines += formatLine(key, value);
    if (lines.length > WRITE_CHUNK) write();
  }
  write();
  renameSync(fresh, file);
  return { descriptor, bytes };
}
