import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A message as the provider's client sent it. */
export interface OutboxEntry {
  readonly id: string;
  readonly channel: 'email' | 'sms' | 'voice' | 'push' | 'pushover';
  /** The service's clock, in milliseconds since the epoch. */
  readonly at: number;
  /** When the request arrived by the machine's clock, in fractional milliseconds; for measurements. */
  readonly receivedAt: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject?: string;
  /** Plain text, or the spoken text of a voice call. */
  readonly text?: string;
  readonly html?: string;
  /** The rest of the request. */
  readonly request: unknown;
}

export interface Outbox {
  /** Oldest first. */
  readonly entries: () => readonly OutboxEntry[];
  readonly add: (entry: Omit<OutboxEntry, 'id' | 'at' | 'receivedAt'>) => OutboxEntry;
  readonly reset: () => void;
  readonly onAdd: (listener: (entry: OutboxEntry) => void) => void;
}

const MAX_ENTRIES = 20_000;
const MAX_RESTORED_ENTRIES = 1_000;

/** Collects the messages that would have been sent; with a file, they survive a restart. */
export function createOutbox(file: string | undefined, now: () => number): Outbox {
  let entries = read(file);
  const listeners: ((entry: OutboxEntry) => void)[] = [];
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  }
  return {
    entries: () => entries,
    add(message) {
      const receivedAt = performance.timeOrigin + performance.now();
      const entry = { id: crypto.randomUUID(), at: now(), receivedAt, ...message };
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries = entries.slice(-MAX_ENTRIES / 2);
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
      for (const listener of listeners) listener(entry);
      return entry;
    },
    reset() {
      entries = [];
      if (file !== undefined) writeFileSync(file, '');
    },
    onAdd: (listener) => void listeners.push(listener),
  };
}

function read(file: string | undefined): OutboxEntry[] {
  if (file === undefined || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line)];
      } catch {
        return [];
      }
    })
    .slice(-MAX_RESTORED_ENTRIES);
}
