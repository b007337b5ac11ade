import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

const folder = mkdtempSync(join(tmpdir(), 'tocsin-retention-'));
let service: LocalService;

afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (timeScale: number) => {
  service = await startLocalService({
    dataFolder: folder,
    timeScale,
    // The test counts alerts until they are gone.
    environment: { CLOSED_ALERT_RETENTION_DAYS: '15', RATE_LIMIT_SEARCH: '1000/1000' },
  });
};

const count = async (query: string) =>
  ((await service.call('GET', `/v2/alerts/count?query=${query}`)).body.data as { count: number }).count;

test('the scheduled function deletes closed alerts and their attachments after fifteen days, and no open ones', async () => {
  await start(1);
  for (const alias of ['old', 'open']) await service.call('POST', '/v2/alerts', { message: alias, alias });
  await waitFor(
    () => count('status:open'),
    (n) => n === 2,
  );
  const form = new FormData();
  form.set('file', new Blob(['content'], { type: 'text/plain' }), 'a.txt');
  const attached = await fetch(`${service.url}/v2/alerts/old/attachments?alertIdentifierType=alias`, {
    method: 'POST',
    headers: { authorization: `GenieKey ${service.apiKey}` },
    body: form,
  });
  expect(attached.status).toBe(201);
  const { body } = await service.call('GET', '/v2/alerts/old?identifierType=alias');
  const { id } = body.data as { id: string };
  await service.call('POST', '/v2/alerts/old/close?identifierType=alias', {});
  await waitFor(
    () => count('status:closed'),
    (n) => n === 1,
  );
  await service.stop();

  writeFileSync(join(folder, 'clock.json'), JSON.stringify({ instant: Date.now() + 16 * DAY_MS }));
  // The function runs every three seconds. Its first run may come before the reconciler has finished what was interrupted.
  await start(300);

  await waitFor(
    () => count('status:closed'),
    (n) => n === 0,
  );
  expect((await service.call('GET', `/v2/alerts/${id}`)).status).toBe(404);
  expect((await service.call('GET', `/v2/alerts/${id}/attachments`)).status).toBe(404);
  expect(await count('status:open')).toBe(1);
}, 60_000);
