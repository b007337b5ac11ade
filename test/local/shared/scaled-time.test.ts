import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scaleTime } from '../../../src/local/shared/scaled-time.ts';

const MachineDate = globalThis.Date;
let folder: string;
let machineNow: number;
let stops: (() => void)[];

const start = (scale: number, file?: string) => {
  const time = scaleTime(scale, file);
  stops.push(time.stop);
  return time;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  machineNow = 1_800_000_000_000;
  stops = [];
  jest.spyOn(MachineDate, 'now').mockImplementation(() => machineNow);
});

afterEach(() => {
  for (const stop of stops) stop();
  globalThis.Date = MachineDate;
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('at scale 1 the clock is the machine’s own', () => {
  const time = start(1);
  expect(globalThis.Date).toBe(MachineDate);
  expect(time.now()).toBe(machineNow);
  expect(time.ahead()).toBe(0);
});

test('the whole thread uses the scaled clock, and explicit dates stay unchanged', () => {
  const time = start(60);
  machineNow += 1_000;

  expect(Date.now()).toBe(1_800_000_060_000);
  expect(new Date().toISOString()).toBe(new Date(1_800_000_060_000).toISOString());
  expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  expect(new Date() instanceof MachineDate).toBe(true);
  expect(new Date(2026, 0, 2, 3).getHours()).toBe(3);
  expect(Date.UTC(1970, 0, 1)).toBe(0);
  expect(time.realDuration(60_000)).toBe(1_000);
});

test.each([
  ['a clean stop', true, 1],
  ['a kill', false, 1],
  ['a clean stop, at another scale', true, 10],
])('the clock does not go back after %s', (_, clean, nextScale) => {
  const file = join(folder, 'clock.json');
  const first = scaleTime(60, file);
  machineNow += 500;
  const reached = first.now();
  if (clean) first.stop();
  else {
    globalThis.Date = MachineDate;
    stops.push(first.stop);
  }
  machineNow += 100;

  const next = start(nextScale, file);

  expect(next.now()).toBeGreaterThanOrEqual(reached);
  expect(next.ahead()).toBeGreaterThan(0);
});

test.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the scale %p', (scale) => {
  expect(() => scaleTime(scale, undefined)).toThrow('time scale');
});
