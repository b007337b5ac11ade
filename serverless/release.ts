/**
 * A plugin of the Serverless Framework that gives every function the alias `live`, which points to the newest version and
 * by which it is called. If `custom.release.how` is `gradual`, CodeDeploy shifts the alias in steps; an alarm during that
 * time shifts it back and rolls back the stack. (The aliases of state machines are in release.yml.)
 *
 * The framework creates aliases only for provisioned concurrency; events then use the `targetAlias` of the function. This
 * plugin sets `targetAlias` on all functions and adds the aliases.
 */
interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

interface FunctionToRelease {
  targetAlias?: { readonly name: string; readonly logicalId: string };
  readonly versionLogicalId?: string;
}

interface Framework {
  readonly service: {
    readonly custom: { readonly release: ReleaseSettings };
    readonly functions: Readonly<Record<string, FunctionToRelease>>;
    readonly provider: {
      readonly compiledCloudFormationTemplate: { readonly Resources: Record<string, Resource> };
    };
  };
  getProvider(name: 'aws'): { readonly naming: { getLambdaLogicalId(functionName: string): string } };
}

interface ReleaseSettings {
  readonly how: 'gradual' | 'at-once';
  /** Whether the stage has alarms. */
  readonly watched: string;
  /** Names of functions whose new version takes over at once even if the release is gradual. */
  readonly alwaysAtOnce?: readonly string[];
  /** Logical ids of the alarms that stop the release of any function, besides the alarm of the function's own errors. */
  readonly alarms: readonly string[];
  /** Used for functions without an alarm of their own errors. */
  readonly deadLetters: string;
}

/** Name of the alias, as in arn:…:function:NAME:live. */
const ALIAS = 'live';

/** Shifts a tenth of the calls, waits five minutes and shifts the rest. */
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

export class ReleasePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(framework: Framework) {
    const { service } = framework;
    const functions = () =>
      Object.entries(service.functions).map(([name, each]) => {
        const id = framework.getProvider('aws').naming.getLambdaLogicalId(name);
        return { name, each, id, stem: id.replace(/LambdaFunction$/, '') };
      });

    this.hooks = {
      'before:package:compileFunctions': () => {
        checkSettings(service.custom.release);
        for (const { each, stem } of functions()) {
          each.targetAlias = { name: ALIAS, logicalId: `${stem}LiveAlias` };
        }
      },
      // The resources contain the alarms only after this hook.
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        for (const { name, each, id, stem } of functions()) {
          if (!each.versionLogicalId) throw new Error(`The function ${id} has no version to release.`);
          Resources[`${stem}LiveAlias`] = createAlias(id, each.versionLogicalId);
          const { how, alwaysAtOnce = [] } = service.custom.release;
          if (how === 'at-once' || alwaysAtOnce.includes(name)) continue;
          const alarms = findAlarms(stem, service.custom.release, Resources);
          Object.assign(
            Resources[`${stem}LiveAlias`] as object,
            createUpdatePolicy(`${stem}DeploymentGroup`),
          );
          Resources[`${stem}DeploymentGroup`] = createDeploymentGroup(alarms);
        }
      },
    };
  }
}

function checkSettings({ how, watched }: ReleaseSettings): void {
  if (how !== 'gradual' && how !== 'at-once')
    throw new Error(`custom.release.how must be gradual or at-once, not ${how}.`);
  if (how === 'gradual' && watched !== 'true') {
    throw new Error('A gradual release needs alarms, and this stage has none: set the parameter watched.');
  }
}

function findAlarms(
  stem: string,
  { alarms, deadLetters }: ReleaseSettings,
  resources: Readonly<Record<string, Resource>>,
): readonly string[] {
  const name = stem.replaceAll('Dash', '-').replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const own = `${name}ErrorsAlarm`;
  const all = [...new Set([...alarms, own in resources ? own : deadLetters])];
  for (const alarm of all) {
    if (resources[alarm]?.Type !== 'AWS::CloudWatch::Alarm')
      throw new Error(`Alarm ${alarm} does not exist.`);
  }
  return all;
}

const createAlias = (functionId: string, versionId: string): Resource => ({
  Type: 'AWS::Lambda::Alias',
  Properties: {
    FunctionName: { Ref: functionId },
    FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
    Name: ALIAS,
  },
});

const createUpdatePolicy = (groupId: string) => ({
  UpdatePolicy: {
    CodeDeployLambdaAliasUpdate: {
      ApplicationName: { Ref: 'ReleaseApplication' },
      DeploymentGroupName: { Ref: groupId },
    },
  },
});

const createDeploymentGroup = (alarms: readonly string[]): Resource => ({
  Type: 'AWS::CodeDeploy::DeploymentGroup',
  Properties: {
    ApplicationName: { Ref: 'ReleaseApplication' },
    ServiceRoleArn: { 'Fn::GetAtt': ['ReleaseRole', 'Arn'] },
    DeploymentConfigName: CANARY,
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    AlarmConfiguration: { Enabled: true, Alarms: alarms.map((alarm) => ({ Name: { Ref: alarm } })) },
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
  },
});

export { ReleasePlugin as 'module.exports' };
