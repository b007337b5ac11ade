import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';
import { describeWith } from './programs.ts';

/** The configuration of Alertmanager; its receiver is that of Opsgenie's users, with another API URL and key. */
const configuration = ({ url, apiKey }: LocalService) => `
route:
  receiver: tocsin
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
receivers:
  - name: tocsin
    opsgenie_configs:
      - api_url: ${url}/
        api_key: ${apiKey}
        update_alerts: true
        send_resolved: true
        message: '{{ .CommonLabels.alertname }}, {{ len .Alerts.Firing }} firing'
        description: '{{ range .Alerts.Firing }}{{ .Labels.instance }}: {{ .Annotations.summary }}. {{ end }}'
        priority: P2
        source: alertmanager
        entity: '{{ .GroupLabels.alertname }}'
        tags: prometheus,{{ .CommonLabels.severity }}
        details: { runbook: 'https://wiki.example.com/disk' }
        responders:
          - { name: Operations, type: team }
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describeWith(['prometheus-alertmanager', 'alertmanager'], 'Prometheus Alertmanager', (program) => {
  let service: LocalService;
  let alertmanager: ChildProcess;
  let folder: string;
  let address: string;
  let printed = '';

  beforeAll(async () => {
    service = await startLocalService();
    folder = mkdtempSync(join(tmpdir(), 'tocsin-alertmanager-'));
    writeFileSync(join(folder, 'alertmanager.yml'), configuration(service));
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    alertmanager = spawn(program, [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ]);
    for (const stream of [alertmanager.stdout, alertmanager.stderr]) {
      stream?.on('data', (chunk) => {
        printed += chunk;
      });
    }
    await waitFor(
      () =>
        fetch(`${address}/-/ready`)
          .then(({ ok }) => ok)
          .catch(() => false),
      (ready) => ready,
    ).catch((error) => {
      throw new Error(`${error.message}\n${printed}`);
    });
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => alertmanager.once('exit', resolve));
    alertmanager.kill('SIGKILL');
    await ended;
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Sends an alert to Alertmanager as Prometheus does. */
  const fire = async (instance: string, summary: string, endsAt?: Date) => {
    const response = await fetch(`${address}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        {
          labels: { alertname: 'DiskFull', instance, severity: 'critical' },
          annotations: { summary },
          ...(endsAt && { endsAt }),
        },
      ]),
    });
    expect(response.status).toBe(200);
  };

  /** All alerts, as the API lists them. */
  const list = async () =>
    (await service.call('GET', '/v2/alerts')).body.data as readonly Record<string, unknown>[];

  test('a firing alert opens an alert and notifies, a change updates it, and a resolved one closes it', async () => {
    await fire('db-1', '94 % of the disk are used');
    const [{ id }] = (await waitFor(list, (alerts) => alerts.length > 0)) as [{ id: string }];
    const read = async () =>
      (await service.call('GET', `/v2/alerts/${id}`)).body.data as Record<string, unknown>;

    expect(await read()).toMatchObject({
      status: 'open',
      message: 'DiskFull, 1 firing',
      description: 'db-1: 94 % of the disk are used. ',
      priority: 'P2',
      source: 'alertmanager',
      entity: 'DiskFull',
      tags: ['prometheus', 'critical'],
      details: expect.objectContaining({
        alertname: 'DiskFull',
        instance: 'db-1',
        runbook: 'https://wiki.example.com/disk',
      }),
      responders: [{ type: 'team', id: expect.any(String) }],
    });
    const [mail] = await waitFor(service.outbox, (messages) => messages.length > 0);
    expect(mail).toMatchObject({
      to: ['jane@example.com'],
      subject: expect.stringContaining('DiskFull, 1 firing'),
    });

    await fire('db-2', 'No space left');

    const updated = await waitFor(read, ({ message }) => message === 'DiskFull, 2 firing');
    expect(updated).toMatchObject({ id, count: 2 });
    await waitFor(
      async () => String((await read()).description),
      (description) => description.includes('db-2: No space left'),
    );

    const now = new Date();
    await fire('db-1', '94 % of the disk are used', now);
    await fire('db-2', 'No space left', now);

    const closed = await waitFor(read, ({ status }) => status === 'closed');
    expect(closed).toMatchObject({ id, status: 'closed', source: 'alertmanager' });
    expect(await list()).toHaveLength(1);
  });
});
