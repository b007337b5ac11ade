import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type LocalService, startLocalService } from '../../simulator/local-service.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';
import { createRouter } from '../../src/http/router.ts';
import { describeWith } from './programs.ts';

/** The output of test/clients/go. */
interface Report {
  readonly calls: number;
  readonly failures: readonly string[];
  readonly skipped: readonly string[];
  readonly requests: readonly (readonly [method: string, path: string])[];
}

const ACCOUNT_KEY = 'go-key-of-the-whole-account';

// To compile the client takes longer than all that it does.
jest.setTimeout(600_000);

describeWith(['go'], 'The Go SDK', (go) => {
  let service: LocalService;
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-go-'));
    program = join(folder, 'client');
    execFileSync(go, ['build', '-mod=readonly', '-o', program, '.'], { cwd: resolve('test/clients/go') });
    service = await startLocalService({ environment: { ACCOUNT_KEY } });
  });

  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every method of the SDK for a served operation succeeds', () => {
    const { stdout, stderr } = spawnSync(program, {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      env: { ...process.env, TOCSIN_HOST: new URL(service.url).host, TOCSIN_KEY: ACCOUNT_KEY },
    });
    const report: Report = JSON.parse(stdout || `{"failures":[${JSON.stringify(stderr)}]}`);

    expect(report.failures).toEqual([]);
    expect(report.calls).toBeGreaterThan(150);
    const router = createRouter(allRoutes());
    const operations = new Set(
      report.requests.map(([method, path]) => {
        const { route } = router.match(method, path) ?? {};
        return route && `${route.method} ${route.path}`;
      }),
    );
    console.log(`${report.calls} calls of the Go SDK, of ${operations.size} operations`);
    if (report.skipped.length > 0) console.log(`Not served: ${report.skipped.join(', ')}`);
  });
});
