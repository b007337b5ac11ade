import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { CloudFormationClient, SignalResourceCommand } from '@aws-sdk/client-cloudformation';
import { withCopy } from '../../../scripts/rehearse/changed-copy.ts';
import { releaseStateMachines } from '../../../scripts/rehearse/release.ts';
import { stepFunctions } from './stage.ts';

/** The change of a release compared with the code that the rehearsal deployed first. */
export interface Change {
  /** A state that the escalation enters before all others. */
  readonly firstState: string;
  /** A file with the definition of the escalation that it deploys, where it is not that of statemachines/. */
  readonly definition?: string;
  /** The name that e-mails come from, which is configuration of a function. */
  readonly emailFromName: string;
  /** Whether the release is watched, and is rolled back if {@link finishRelease} fails it. */
  readonly watched?: boolean;
}

/** Waits for {@link finishRelease} once everything that the release changes is deployed. */
const VERDICT = {
  Type: 'AWS::CloudFormation::WaitCondition',
  DependsOn: ['AlertEscalation', 'SendDashemailLiveAlias'],
  CreationPolicy: { ResourceSignal: { Timeout: 'PT5M' } },
};

const STAGE = 'rehearsal';

const STATE_MACHINE = 'statemachines/alert-escalation.asl.json';

/** Deploys a copy of the code with the change, as an operator would. Returns whether it succeeded, and its output. */
export function deploy({ firstState, definition, emailFromName, watched }: Change) {
  return withCopy(async ({ folder, edit, addResource }) => {
    edit(STATE_MACHINE, (current) => {
      const text = definition ? readFileSync(definition, 'utf8') : current;
      const { StartAt, States, ...rest } = JSON.parse(text);
      const first = { Type: 'Pass', Next: StartAt };
      return JSON.stringify({ ...rest, StartAt: firstState, States: { [firstState]: first, ...States } });
    });
    if (watched) addResource('Verdict', VERDICT);
    const printed = await sls(
      folder,
      'deploy',
      '--stage',
      STAGE,
      '--param',
      `emailFromName=${emailFromName}`,
    );
    if (printed.succeeded) await releaseStateMachines(stepFunctions);
    return printed;
  });
}

/**
 * Takes the place of CodeDeploy after it has watched the alarms of a release: makes one of its resources succeed or fail.
 */
export async function finishRelease(Status: 'SUCCESS' | 'FAILURE'): Promise<void> {
  await new CloudFormationClient({}).send(
    new SignalResourceCommand({
      StackName: `tocsin-${STAGE}`,
      LogicalResourceId: 'Verdict',
      UniqueId: `alarm-${crypto.randomUUID()}`,
      Status,
    }),
  );
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
