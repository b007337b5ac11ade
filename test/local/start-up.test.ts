import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalService, startLocalService } from '../../simulator/local-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-start-up-'));
let service: LocalService;

beforeAll(async () => {
  service = await startLocalService({ dataFolder: folder, environment: { ACCOUNT_KEY: 'chosen-key' } });
}, 60_000);

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

const admin = async (...args: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/admin.ts', ...args, '--json'], {
    env: { PATH: process.env.PATH, TOCSIN_DATA: folder },
  });
  return JSON.parse(stdout) as Record<string, string>;
};

test('a second service on the same data folder ends with one line that says what to do', async () => {
  const second = startLocalService({ dataFolder: folder });
  await expect(second).rejects.toThrow(
    `The data folder ${folder} is in use by the service at ${service.url} (process ${service.process.pid}). ` +
      'Stop that one, or choose another folder and port',
  );
}, 60_000);

test('a data folder of an earlier version is refused with one line, and stays as it is', async () => {
  const old = join(folder, 'old');
  mkdirSync(join(old, 'dynamodb'), { recursive: true });
  writeFileSync(join(old, 'dynamodb', 'CURRENT'), 'MANIFEST-000004\n');
  await expect(startLocalService({ dataFolder: old })).rejects.toThrow(
    `The data folder ${old} was written by an earlier version and cannot be read. ` +
      'Delete it, or choose another one',
  );
}, 60_000);

test('a second service on the same port ends with one line that names another port', async () => {
  const port = Number(new URL(service.url).port);
  const second = startLocalService({ environment: { PORT: String(port) } });
  await expect(second).rejects.toThrow(
    `Port ${port} is in use. Choose another one: PORT=${port + 1} npm start`,
  );
}, 60_000);

test('a second service whose port for e-mail is taken uses another one', async () => {
  const second = await startLocalService({ environment: { SMTP_PORT: String(service.smtpPort) } });
  expect(second.smtpPort).not.toBe(service.smtpPort);
  expect(await second.stop()).toBe(0);
}, 60_000);

test('npm run admin acts on the running service, and its key works', async () => {
  expect(await admin('list-accounts', '--local')).toEqual({ account: expect.any(String), name: 'Demo' });
  const { key } = await admin('create-key', '--local', '--name', 'Mine', '--team', 'Operations');
  const response = await fetch(`${service.url}/v2/account`, {
    headers: { authorization: `GenieKey ${key}` },
  });
  expect(response.status).toBe(200);
}, 60_000);

test('another account key than that of the first start is refused', async () => {
  await service.stop();
  const late = startLocalService({ dataFolder: folder, environment: { ACCOUNT_KEY: 'another-key' } });
  await expect(late).rejects.toThrow(
    'ACCOUNT_KEY differs from the key with which this data folder was started.',
  );
  service = await startLocalService({ dataFolder: folder });
  const response = await fetch(`${service.url}/v2/account`, {
    headers: { authorization: 'GenieKey chosen-key' },
  });
  expect(response.status).toBe(200);
}, 60_000);
