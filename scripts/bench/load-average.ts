import { loadavg } from 'node:os';

/** Load average of the machine over a minute, the bench included. */
export interface Load {
  readonly before: number;
  /** The mean of the measurement. */
  readonly during: number;
}

const SAMPLE_MS = 1_000;

const loadOfMinute = (): number => loadavg()[0] ?? Number.NaN;

/** Does the work, and watches the load of the machine meanwhile. */
export async function withLoad<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly load: Load }> {
  const before = loadOfMinute();
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(loadOfMinute()), SAMPLE_MS);
  try {
    const result = await work();
    samples.push(loadOfMinute());
    return { result, load: { before, during: samples.reduce((a, b) => a + b) / samples.length } };
  } finally {
    clearInterval(sampling);
  }
}
