import { spawnSync } from 'node:child_process';
import { type LocalService, startLocalService } from '../../simulator/local-service.ts';
import { findProgram, withoutProgram } from './programs.ts';

/** The output of test/clients/python. */
interface Report {
  readonly calls: number;
  readonly failures: readonly string[];
}

const ACCOUNT_KEY = 'python-key-of-the-whole-account';

// PYTHON names an interpreter with test/clients/python/requirements.txt installed.
const python = process.env.PYTHON ?? findProgram('python3', 'python');
const missing =
  !python || spawnSync(python, ['-c', 'import opsgenie_sdk']).status !== 0
    ? 'The Python SDK is not installed (pip install opsgenie-sdk)'
    : undefined;

if (missing) {
  withoutProgram(missing);
} else {
  describe('The Python SDK', () => {
    let service: LocalService;

    beforeAll(async () => {
      service = await startLocalService({ environment: { ACCOUNT_KEY } });
    });

    afterAll(() => service?.stop());

    /** A service for the client's incidents, which it cannot create by itself. */
    async function createService(): Promise<string> {
      const { body: team } = await service.call('GET', '/v2/teams/Operations?identifierType=name');
      const { status, body } = await service.call('POST', '/v1/services', {
        name: 'Python',
        teamId: (team.data as { id: string }).id,
      });
      expect(status).toBe(201);
      return (body.data as { id: string }).id;
    }

    test('every method of the SDK succeeds', async () => {
      const { stdout, stderr } = spawnSync(python ?? '', ['test/clients/python/client.py'], {
        encoding: 'utf8',
        env: {
          ...process.env,
          TOCSIN_URL: service.url,
          TOCSIN_KEY: ACCOUNT_KEY,
          TOCSIN_SERVICE: await createService(),
        },
      });
      const report: Report = JSON.parse(stdout || `{"failures":[${JSON.stringify(stderr)}]}`);

      expect(report.failures).toEqual([]);
      expect(report.calls).toBeGreaterThan(60);
      console.log(`${report.calls} calls of the Python SDK`);
    });
  });
}
