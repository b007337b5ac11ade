import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type LocalService, startLocalService } from '../../simulator/local-service.ts';
import { describeWith } from './programs.ts';

const SOURCE = resolve('test/clients/terraform');
const PROVIDER = 'github.com/opsgenie/terraform-provider-opsgenie';
const ACCOUNT_KEY = 'terraform-key-of-the-whole-account';

/** The exit code of `terraform plan -detailed-exitcode` without changes. */
const AS_DECLARED = 0;

// To compile the provider takes longer than all that it does.
jest.setTimeout(600_000);

describeWith(['terraform'], "Terraform with Opsgenie's provider", (terraform) => {
  describeWith(['go'], 'built from its source', (go) => {
    let service: LocalService;
    let folder: string;

    /** Runs a command of Terraform's; its exit code and all that it printed. */
    function run(...command: readonly string[]): { readonly status: number | null; readonly output: string } {
      const { status, stdout, stderr } = spawnSync(terraform, [...command, '-no-color'], {
        cwd: folder,
        encoding: 'utf8',
        env: {
          ...process.env,
          CHECKPOINT_DISABLE: '1',
          TF_CLI_CONFIG_FILE: join(folder, 'terraformrc'),
          OPSGENIE_API_KEY: ACCOUNT_KEY,
          OPSGENIE_API_URL: new URL(service.url).host,
        },
      });
      return { status, output: `${stdout}${stderr}` };
    }

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tocsin-terraform-'));
      execFileSync(
        go,
        ['build', '-mod=readonly', '-o', join(folder, 'terraform-provider-opsgenie'), PROVIDER],
        {
          cwd: SOURCE,
        },
      );
      copyFileSync(join(SOURCE, 'main.tf'), join(folder, 'main.tf'));
      writeFileSync(
        join(folder, 'terraformrc'),
        `provider_installation {\n  dev_overrides { "opsgenie/opsgenie" = "${folder}" }\n  direct {}\n}\n`,
      );
      service = await startLocalService({ environment: { ACCOUNT_KEY } });
    });

    afterAll(async () => {
      await service?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('every resource is created, changed in place and destroyed, without drift', () => {
      const made = run('apply', '-auto-approve');
      expect(made.output).toMatch(/Apply complete! Resources: 32 added, 0 changed, 0 destroyed/);
      const found = JSON.parse(run('output', '-json', 'found').output) as Record<string, boolean>;
      expect(Object.keys(found)).toHaveLength(6);
      expect(Object.values(found)).not.toContain(false);
      expect(run('plan', '-detailed-exitcode')).toMatchObject({ status: AS_DECLARED });

      const edited = run('apply', '-auto-approve', '-var', 'edited=true');
      expect(edited.output).toMatch(/Apply complete! Resources: 0 added, 21 changed, 0 destroyed/);
      expect(run('plan', '-detailed-exitcode', '-var', 'edited=true')).toMatchObject({ status: AS_DECLARED });

      // An empty plan proves something only if a plan finds a real difference.
      expect(run('plan', '-detailed-exitcode')).toMatchObject({ status: 2 });

      const destroyed = run('destroy', '-auto-approve', '-var', 'edited=true');
      expect(destroyed.output).toMatch(/Destroy complete! Resources: 32 destroyed/);
    });
  });
});
