/**
 * A plugin of the framework: every function is called by its alias `live`, which leads to the newest version. Where
 * `custom.release.functions` is not all-at-once, CodeDeploy moves the alias as that deployment configuration says and
 * back again where an alarm goes off, which rolls the whole stack back.
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
  /** all-at-once, or the name of a deployment configuration of CodeDeploy. */
  readonly functions: string;
  /** Logical ids of the alarms that stop a release, beside those of errors of the function itself. */
  readonly alarms: readonly string[];
}

/** Of the alias, in ARNs: arn:…:function:NAME:live. */
const ALIAS = 'live';

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
        for (const { each, stem } of functions()) {
          each.targetAlias = { name: ALIAS, logicalId: `${stem}LiveAlias` };
        }
      },
      // The alarms are among the resources only then.
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        for (const { each, id, stem } of functions()) {
          if (!each.versionLogicalId) throw new Error(`The function ${id} has no version to release.`);
          Object.assign(
            Resources,
            releaseOf(stem, id, each.versionLogicalId, service.custom.release, Resources),
          );
        }
      },
    };
  }
}

function releaseOf(
  stem: string,
  functionId: string,
  versionId: string,
  { functions, alarms }: ReleaseSettings,
  others: Readonly<Record<string, Resource>>,
): Record<string, Resource> {
  const alias: Resource = {
    Type: 'AWS::Lambda::Alias',
    Properties: {
      FunctionName: { Ref: functionId },
      FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
      Name: ALIAS,
    },
  };
  if (functions === 'all-at-once') return { [`${stem}LiveAlias`]: alias };

  const own = `${stem.replaceAll('Dash', '-').replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}ErrorsAlarm`;
  const watched = [...new Set([...alarms, ...(own in others ? [own] : [])])];
  return {
    [`${stem}LiveAlias`]: {
      ...alias,
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: { Ref: 'ReleaseApplication' },
          DeploymentGroupName: { Ref: `${stem}DeploymentGroup` },
        },
      },
    },
    [`${stem}DeploymentGroup`]: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ApplicationName: { Ref: 'ReleaseApplication' },
        ServiceRoleArn: { 'Fn::GetAtt': ['ReleaseRole', 'Arn'] },
        DeploymentConfigName: functions,
        DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
        AlarmConfiguration: { Enabled: true, Alarms: watched.map((alarm) => ({ Name: { Ref: alarm } })) },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
        },
      },
    },
  };
}

export { ReleasePlugin as 'module.exports' };
