/**
 * A plugin of the Serverless Framework that gives every function the alias `live`, which points to the newest version and
 * by which it is called. If `custom.release.how` is `gradual`, CodeDeploy shifts the alias in steps; an alarm during that
 * time shifts it back and rolls back the stack. (The aliases of state machines are in release.yml.)
 *
 * The framework creates aliases only for provisioned concurrency; events then use the `targetAlias` of the function. This
 * plugin sets `targetAlias` on all functions and adds the aliases.
 *
 * What is retained is not retained when the deployment that creates it fails, so that the deployment can be repeated: a
 * table that is left over makes the next one fail, and so does a left-over version, because Lambda publishes the same code
 * only once.
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
  /** Functions whose new version takes over only when that of another function has: `{ follower: leader }`. */
  readonly order?: Readonly<Record<string, string>>;
  /** Logical ids of the alarms that stop the release of any function, besides the alarm of the function's own errors. */
  readonly alarms: readonly string[];
  /** Whether CloudFormation has CodeDeploy; the rehearsal's emulator has not. */
  readonly deploymentGroups: string;
}

/** Name of the alias, as in arn:…:function:NAME:live. */
const ALIAS = 'live';

/** Shifts a tenth of the calls, waits five minutes and shifts the rest. */
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

/** How many deployment groups are created at once: CodeDeploy throttles more than about fifteen. */
const GROUPS_AT_ONCE = 5;

export class ReleasePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(framework: Framework) {
    const { service } = framework;
    const describe = (name: string) => {
      const id = framework.getProvider('aws').naming.getLambdaLogicalId(name);
      const stem = id.replace(/LambdaFunction$/, '');
      return { id, stem, aliasId: `${stem}LiveAlias` };
    };
    const functions = () =>
      Object.entries(service.functions).map(([name, each]) => ({ name, each, ...describe(name) }));

    this.hooks = {
      'before:package:compileFunctions': () => {
        checkSettings(service.custom.release);
        for (const { each, aliasId } of functions()) {
          each.targetAlias = { name: ALIAS, logicalId: aliasId };
        }
      },
      // The resources contain the alarms only after this hook.
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        const { release } = service.custom;
        const groupIds: string[] = [];
        for (const { name, each, id, stem, aliasId } of functions()) {
          if (!each.versionLogicalId) throw new Error(`The function ${id} has no version to release.`);
          const isAtOnce = release.alwaysAtOnce?.includes(name);
          const groupId = `${stem}DeploymentGroup`;
          const leader = release.order?.[name];
          Resources[aliasId] = {
            ...createAlias(id, each.versionLogicalId),
            ...(leader !== undefined && { DependsOn: [describe(leader).aliasId] }),
            ...(release.how === 'gradual' && !isAtOnce && createUpdatePolicy(groupId)),
          };
          // They stay when a release is made at once: to delete and create them again is the last thing that a repair needs.
          if (isAtOnce || release.watched !== 'true' || release.deploymentGroups !== 'true') continue;
          const alarms = findOrAddAlarms({ id, stem, versionId: each.versionLogicalId }, release, Resources);
          Resources[groupId] = {
            ...createDeploymentGroup(alarms),
            ...(groupIds.length >= GROUPS_AT_ONCE && { DependsOn: [groupIds.at(-GROUPS_AT_ONCE)] }),
          };
          groupIds.push(groupId);
        }
        retainOnlyWhatWasCreated(Resources);
      },
    };
  }
}

/** Replaces Retain, which also retains what the deployment of a resource created before it failed. */
function retainOnlyWhatWasCreated(resources: Record<string, Resource>): void {
  for (const [id, resource] of Object.entries(resources)) {
    if (resource.DeletionPolicy !== 'Retain') continue;
    resources[id] = { ...resource, DeletionPolicy: 'RetainExceptOnCreate' };
  }
}

function checkSettings({ how, watched, deploymentGroups }: ReleaseSettings): void {
  if (how !== 'gradual' && how !== 'at-once')
    throw new Error(`custom.release.how must be gradual or at-once, not ${how}.`);
  if (how === 'gradual' && (watched !== 'true' || deploymentGroups !== 'true')) {
    throw new Error('A gradual release needs alarms, and this stage has none: set the parameter watched.');
  }
}

/**
 * The alarms that stop the release of a function. Each one looks at the last minutes, so that what went wrong earlier, such as
 * an old dead letter, stops no repair. Functions without an alarm of their own errors are the senders, for which a wrong
 * phone number is an error, too: their alarm needs more than half of the calls of the new version to fail.
 */
function findOrAddAlarms(
  { id, stem, versionId }: { readonly id: string; readonly stem: string; readonly versionId: string },
  { alarms }: ReleaseSettings,
  resources: Record<string, Resource>,
): readonly string[] {
  const name = stem.replaceAll('Dash', '-').replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const own = `${name}ErrorsAlarm`;
  const rate = `${name}ErrorRateAlarm`;
  if (!(own in resources)) resources[rate] = createErrorRateAlarm(id, versionId);
  const all = [...new Set([...alarms, own in resources ? own : rate])];
  for (const alarm of all) {
    if (resources[alarm]?.Type !== 'AWS::CloudWatch::Alarm')
      throw new Error(`Alarm ${alarm} does not exist.`);
  }
  return all;
}

function createErrorRateAlarm(functionId: string, versionId: string): Resource {
  const metric = (id: string, metricName: string) => ({
    Id: id,
    ReturnData: false,
    MetricStat: {
      Stat: 'Sum',
      Period: 300,
      Metric: {
        Namespace: 'AWS/Lambda',
        MetricName: metricName,
        Dimensions: [
          { Name: 'FunctionName', Value: { Ref: functionId } },
          { Name: 'Resource', Value: { 'Fn::Sub': `\${${functionId}}:${ALIAS}` } },
          { Name: 'ExecutedVersion', Value: { 'Fn::GetAtt': [versionId, 'Version'] } },
        ],
      },
    },
  });
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Condition: 'Watched',
    Properties: {
      AlarmDescription: {
        'Fn::Sub': `More than half of the calls of the newest version of \${${functionId}} fail`,
      },
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
      Metrics: [
        { Id: 'failing', Expression: 'IF(calls >= 3 AND errors / calls > 0.5, 1, 0)' },
        metric('errors', 'Errors'),
        metric('calls', 'Invocations'),
      ],
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    },
  };
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
