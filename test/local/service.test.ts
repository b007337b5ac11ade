import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

jest.setTimeout(90_000);

const running: LocalService[] = [];
const folders: string[] = [];

async function start(options: Parameters<typeof startLocalService>[0] = {}) {
  const service = await startLocalService(options);
  running.push(service);
  return service;
}

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  folders.push(folder);
  return folder;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop('SIGKILL')));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const createAlert = (service: LocalService, message: string) =>
  service.call('POST', '/v2/alerts', { message, alias: message });

describe('a service whose clock runs sixty times as fast', () => {
  let service: LocalService;
  beforeAll(async () => {
    service = await startLocalService({ timeScale: 60 });
  });
  afterAll(() => service.stop('SIGKILL'));

  const findExecution = async (alias: string) => {
    const { body } = await service.call('GET', `/v2/alerts/${alias}?identifierType=alias`);
    const { id } = (body.data ?? {}) as { id?: string };
    return (await service.executions()).filter(({ input }) => id !== undefined && input.includes(id));
  };

  test('an alert created over HTTP notifies the user on call and then waits', async () => {
    const { status, body } = await createAlert(service, 'Database-down');

    expect(status).toBe(202);
    expect(body.requestId).toEqual(expect.any(String));
    const [first] = await waitFor(service.outbox, (messages) => messages.length > 0);
    expect(first).toMatchObject({ subject: expect.stringContaining('Database-down') });
    const [execution] = await waitFor(service.executions, ([each]) => each?.waitingUntil !== undefined);
    expect(execution).toMatchObject({ status: 'RUNNING', current: 'WaitUntil' });
    const visited = execution?.visits.map(({ state }) => state) ?? [];
    expect(visited.slice(0, 2)).toEqual(['Assess', 'WhatNext']);
    // On a slow machine, the text a minute later is due at the same time as the e-mail.
    expect(visited[2]).toMatch(/^(SendEmail|NotifyAll)$/);
    expect(visited).toContain('WaitUntil');
  });

  test("the service's clock and its waits run at the time scale", async () => {
    const startedAt = performance.now();
    await createAlert(service, 'Slow');
    const aboutIt = async () =>
      (await service.outbox()).filter(({ subject, text }) => `${subject} ${text}`.includes('Slow'));

    const messages = await waitFor(
      aboutIt,
      (sent) => sent.some(({ channel }) => channel === 'voice'),
      20_000,
    );

    const call = messages.find(({ channel }) => channel === 'voice')!;
    // The call comes three minutes after the alert by the service's clock: three seconds of real time.
    const { body } = await service.call('GET', '/v2/alerts/Slow?identifierType=alias');
    const { createdAt } = body.data as { createdAt: string };
    expect(call.at - Date.parse(createdAt)).toBeGreaterThanOrEqual(3 * 60_000);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test('an acknowledge stops the escalation, and the execution names who acknowledged', async () => {
    await createAlert(service, 'Acknowledged');
    await waitFor(
      () => findExecution('Acknowledged'),
      ([execution]) => execution?.waitingUntil !== undefined,
    );

    await service.call('POST', '/v2/alerts/Acknowledged/acknowledge?identifierType=alias', {
      user: 'jane@example.com',
    });

    const [execution] = await waitFor(
      () => findExecution('Acknowledged'),
      ([each]) => each?.status === 'ABORTED',
    );
    expect(execution?.cause).toContain('jane@example.com');
  });
});

test('a waiting execution continues after a kill', async () => {
  const dataFolder = newFolder();
  const before = await start({ dataFolder, timeScale: 60 });
  await createAlert(before, 'Survives');
  const [waiting] = await waitFor(before.executions, ([each]) => each?.waitingUntil !== undefined);
  const sentBefore = await before.outbox();
  await before.stop('SIGKILL');

  const after = await start({ dataFolder, timeScale: 60 });

  expect(after.apiKey).toBe(before.apiKey);
  const restored = await after.executions();
  expect(restored.map(({ name }) => name)).toContain(waiting?.name);
  const sent = await waitFor(after.outbox, (messages) => messages.length > sentBefore.length, 20_000);
  // Nothing is sent twice, and the clock did not go back.
  expect(new Set(sent.map(({ channel, to }) => `${channel} ${to}`)).size).toBe(sent.length);
  expect(sent.at(-1)!.at).toBeGreaterThan(sentBefore.at(-1)!.at);
});

test('a request accepted with 202 is applied even if the process is killed right after', async () => {
  const dataFolder = newFolder();
  const before = await start({ dataFolder });
  const names = Array.from({ length: 40 }, (_, i) => `burst-${i}`);
  const responses = await Promise.all(names.map((name) => createAlert(before, name)));
  await before.stop('SIGKILL');
  expect(responses.map(({ status }) => status)).toEqual(names.map(() => 202));

  const after = await start({ dataFolder });

  const count = async () =>
    ((await after.call('GET', '/v2/alerts/count')).body.data as { count: number }).count;
  expect(await waitFor(count, (n) => n === names.length, 25_000)).toBe(names.length);
  const executions = await waitFor(after.executions, (all) => all.length === names.length, 25_000);
  expect(new Set(executions.map(({ name }) => name)).size).toBe(names.length);
}, 60_000);

test.each(['SIGINT', 'SIGTERM'] as const)(
  'npm start ends on %s, also while a page streams events',
  async (signal) => {
    const service = await start({ command: ['npm', 'start'], dataFolder: newFolder() });
    await createAlert(service, 'Going down');
    const page = await fetch(`${service.url}/_local/events`);

    expect(await service.stop(signal)).toBe(0);

    expect(isAlive(service.process.pid!)).toBe(false);
    await expect(fetch(service.url)).rejects.toThrow();
    await page.body?.cancel().catch(() => undefined);
  },
);

test('the service ends with the program that started it', async () => {
  const service = await start();

  service.process.stdin!.end();

  expect(await service.stop('SIGCONT')).toBe(0);
});

test('a program that forgets to stop the service ends all the same, and the service with it', async () => {
  const program = `const { startLocalService } = await import('./simulator/local-service.ts');
console.log((await startLocalService()).process.pid);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program],
    { timeout: 60_000 },
  );
  expect(Number(stdout)).toBeGreaterThan(0);
  await waitFor(
    async () => isAlive(Number(stdout)),
    (alive) => !alive,
  );
});

test('the page streams events, and its buttons work', async () => {
  const service = await start();
  const html = await (await fetch(`${service.url}/_local`)).text();
  expect(html).toContain('/_local/app.js');
  const stream = await fetch(`${service.url}/_local/events`);
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let received = '';
  const readUntil = async (text: string) => {
    while (!received.includes(text)) received += (await reader.read()).value ?? '';
  };
  await readUntil('event: snapshot');

  const created = await fetch(`${service.url}/_local/demo-alert`, { method: 'POST' });

  expect(created.status).toBe(202);
  await readUntil('event: message');
  await readUntil('"waitingUntil"');
  const [execution] = await service.executions();
  const { alertId } = JSON.parse(execution!.input);
  await fetch(`${service.url}/_local/acknowledge`, { method: 'POST', body: JSON.stringify({ alertId }) });
  await readUntil('"ABORTED"');
  await fetch(`${service.url}/_local/reset-outbox`, { method: 'POST' });
  expect(await service.outbox()).toEqual([]);
  const foreign = await fetch(`${service.url}/_local/demo-alert`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(foreign.status).toBe(403);
  await reader.cancel();
});
