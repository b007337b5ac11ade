import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CloudFormationClient, SignalResourceCommand } from '@aws-sdk/client-cloudformation';
import { releaseStateMachines } from '../../../scripts/rehearse/release.ts';
import { stepFunctions } from './stage.ts';

/** What a release changes against the code that the rehearsal deployed first. */
export interface Change {
  /** A state that the escalation enters before all others. */
  readonly firstState: string;
  /** The sender of e-mails, which is configuration of a function. */
  readonly emailFrom: string;
  /** Whether the release is watched, and goes back where it is {@link disapprove}d of. */
  readonly watched?: boolean;
}

/** Waits, once all that the release changes has gone over, for somebody's word on it. */
const VERDICT = {
  Type: 'AWS::CloudFormation::WaitCondition',
  DependsOn: ['AlertEscalation', 'SendDashemailLiveAlias'],
  CreationPolicy: { ResourceSignal: { Timeout: 'PT5M' } },
};

const STAGE = 'rehearsal';

const DEPLOYED = ['serverless.yml', 'serverless', 'src', 'statemachines', 'package.json', 'tsconfig.json'];
const STATE_MACHINE = 'statemachines/alert-escalation.asl.json';

/** Deploys a copy of the code with the change, as an operator would. Whether it went through, and what was printed. */
export async function deploy({ firstState, emailFrom, watched }: Change) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-release-'));
  try {
    for (const path of DEPLOYED) cpSync(path, join(folder, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    edit(join(folder, STATE_MACHINE), (text) => {
      const { StartAt, States, ...rest } = JSON.parse(text);
      const first = { Type: 'Pass', Next: StartAt };
      return JSON.stringify({ ...rest, StartAt: firstState, States: { [firstState]: first, ...States } });
    });
    if (watched) {
      writeFileSync(
        join(folder, 'serverless/more.json'),
        JSON.stringify({ Resources: { Verdict: VERDICT } }),
      );
      edit(join(folder, 'serverless.yml'), (text) =>
        text.replace(/^resources:$/m, `$&\n  - \${file(serverless/more.json)}`),
      );
    }
    const printed = await sls(folder, 'deploy', '--stage', STAGE, '--param', `emailFrom=${emailFrom}`);
    if (printed.succeeded) await releaseStateMachines(stepFunctions);
    return printed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Does what CodeDeploy does on AWS where an alarm goes off: has a resource of the release fail. */
export async function disapprove(): Promise<void> {
  await new CloudFormationClient({}).send(
    new SignalResourceCommand({
      StackName: `tocsin-${STAGE}`,
      LogicalResourceId: 'Verdict',
      UniqueId: 'alarm',
      Status: 'FAILURE',
    }),
  );
}

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`Nothing was changed in ${file}.`);
  writeFileSync(file, after);
}

async function sls(folder: string, ...command: readonly string[]) {
  const child = spawn('npx', ['sls', ...command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [code] = await once(child, 'close');
  return { succeeded: code === 0, printed };
}
