/**
 * A plugin of the framework: every function is called by its alias `live`, which leads to the newest version. Where
 * `custom.release.how` is `gradual`, CodeDeploy moves the alias bit by bit, and back again where an alarm goes off, which
 * rolls the whole stack back. (The state machines' aliases need no code: release.yml.)
 *
 * The framework makes aliases by itself only for provisioned concurrency; what calls a function then asks its
 * `targetAlias` for the name. This gives the same to all functions and adds the aliases.
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
  /** Logical ids of the alarms that stop the release of any function, beside that of the function's own errors. */
  readonly alarms: readonly string[];
  /** Stands in for the errors' alarm of functions that have none. */
  readonly deadLetters: string;
}

/** Of the alias, in ARNs: arn:…:function:NAME:live. */
const ALIAS = 'live';

/** A tenth of the calls, for five minutes, then all. */
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

export class ReleasePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(framework: Framework) {
    const { service } = framework;
    const functions = () =>
      Object.entries(service.functions).map(([name, each]) => {
        const id = framework.getProvider('aws').naming.getLambdaLogicalId(name);
        return { each, id, stem: id.replace(/LambdaFunction$/, '') };
      });

    this.hooks = {
      'before:package:compileFunctions': () => {
        check(service.custom.release);
        for (const { each, stem } of functions()) {
          each.targetAlias = { name: ALIAS, logicalId: `${stem}LiveAlias` };
        }
      },
      // The alarms are among the resources only then.
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        for (const { each, id, stem } of functions()) {
          if (!each.versionLogicalId) throw new Error(`The function ${id} has no version to release.`);
          Resources[`${stem}LiveAlias`] = alias(id, each.versionLogicalId);
          if (service.custom.release.how === 'at-once') continue;
          const alarms = alarmsOf(stem, service.custom.release, Resources);
          Object.assign(Resources[`${stem}LiveAlias`] as object, shiftedBy(`${stem}DeploymentGroup`));
          Resources[`${stem}DeploymentGroup`] = deploymentGroup(alarms);
        }
      },
    };
  }
}

function check({ how, watched }: ReleaseSettings): void {
  if (how !== 'gradual' && how !== 'at-once') throw new Error(`A release is gradual or at-once, not ${how}.`);
  if (how === 'gradual' && watched !== 'true') {
    throw new Error(
      'A gradual release goes by alarms, and this stage has none: set the parameter watched, too.',
    );
  }
}

function alarmsOf(
  stem: string,
  { alarms, deadLetters }: ReleaseSettings,
  resources: Readonly<Record<string, Resource>>,
): readonly string[] {
  const name = stem.replaceAll('Dash', '-').replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const own = `${name}ErrorsAlarm`;
  const all = [...new Set([...alarms, own in resources ? own : deadLetters])];
  for (const alarm of all) {
    if (resources[alarm]?.Type !== 'AWS::CloudWatch::Alarm') throw new Error(`There is no alarm ${alarm}.`);
  }
  return all;
}

const alias = (functionId: string, versionId: string): Resource => ({
  Type: 'AWS::Lambda::Alias',
  Properties: {
    FunctionName: { Ref: functionId },
    FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
    Name: ALIAS,
  },
});

const shiftedBy = (groupId: string) => ({
  UpdatePolicy: {
    CodeDeployLambdaAliasUpdate: {
      ApplicationName: { Ref: 'ReleaseApplication' },
      DeploymentGroupName: { Ref: groupId },
    },
  },
});

const deploymentGroup = (alarms: readonly string[]): Resource => ({
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
