import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BundledFile, bundleFunction } from '../../scripts/bundle-function.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-bundles-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bundle = (name: string) => bundleFunction(`src/handlers/${name}.ts`, join(folder, name));

/** The inputs whose code is in the files, whatever part of it. */
const inputsOf = (files: readonly BundledFile[]): readonly string[] =>
  files.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );

const AWS_SDK = 'node_modules/@aws-sdk/';
const RE2 = 'node_modules/re2js/';
const SIMULATION = 'src/simulation/';
const CALENDAR_FILES = 'node_modules/ical-generator/';
const EMAIL_PARSER = 'node_modules/postal-mime/';
const REST_API = 'src/api/';

test.each<[name: string, forbidden: readonly string[]]>([
  ['alerts-api', [RE2, SIMULATION, AWS_SDK, 'src/engine/', 'src/senders/', 'node_modules/aws4fetch/']],
  ['inbound-api', [RE2, SIMULATION, AWS_SDK, EMAIL_PARSER]],
  ['alert-worker', [RE2, SIMULATION, AWS_SDK]],
  ['assess', [RE2, SIMULATION, AWS_SDK]],
  ['configuration-api', [RE2, SIMULATION, CALENDAR_FILES, EMAIL_PARSER, 'src/engine/', 'src/senders/']],
  ['api-reference', [RE2, SIMULATION, CALENDAR_FILES, EMAIL_PARSER]],
  ['web-files', ['node_modules/zod/', AWS_SDK, 'src/web/sign-in/', REST_API]],
  [
    'web',
    [
      RE2,
      SIMULATION,
      CALENDAR_FILES,
      `${REST_API}alerts/`,
      `${REST_API}users/`,
      'node_modules/openid-client/',
      'node_modules/@simplewebauthn/',
      'node_modules/@aws-sdk/client-sesv2/',
    ],
  ],
  ['send-shift-notice', [SIMULATION, 'node_modules/web-push/']],
])('%s starts without what only few of its requests need', async (name, forbidden) => {
  const { atStart } = await bundle(name);
  const inputs = inputsOf(atStart);
  expect(inputs).toContain(`src/handlers/${name}.ts`);
  expect(inputs.filter((path) => forbidden.some((part) => path.includes(part)))).toEqual([]);
});

test('the start of alerts-api reads less than 290 kB', async () => {
  const { atStart } = await bundle('alerts-api');
  expect(atStart.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(290_000);
});

test('all of web-files is less than 60 kB', async () => {
  const { atStart, later } = await bundle('web-files');
  expect([...atStart, ...later].reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(60_000);
});

test('alerts-api has RE2 in a chunk that it reads later', async () => {
  const { later } = await bundle('alerts-api');
  const re2 = later.filter((file) => inputsOf([file]).some((path) => path.includes(RE2)));
  expect(re2).toHaveLength(1);
});
