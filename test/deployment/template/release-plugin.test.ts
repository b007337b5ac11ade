import { ReleasePlugin } from '../../../serverless/release.ts';

interface TemplateResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
  readonly UpdatePolicy?: object;
  readonly [attribute: string]: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: properties differ by type
  readonly Properties: any;
}

const ALARM = { Type: 'AWS::CloudWatch::Alarm', Properties: {} };

/** Runs the plugin over a service of one function, as the framework does. Returns the resulting template. */
function release(
  settings: object,
  alarms: readonly string[] = ['ApiAlarm'],
  names: readonly string[] = ['send-it'],
) {
  const Resources: Record<string, TemplateResource> = Object.fromEntries(alarms.map((id) => [id, ALARM]));
  type Released = { targetAlias?: { name: string; logicalId: string }; versionLogicalId?: string };
  const functions = Object.fromEntries(names.map((name): [string, Released] => [name, {}]));
  const plugin = new ReleasePlugin({
    service: {
      custom: {
        release: {
          how: 'gradual',
          watched: 'true',
          alarms: ['ApiAlarm'],
          deploymentGroups: 'true',
          ...settings,
        },
      },
      functions,
      provider: { compiledCloudFormationTemplate: { Resources } },
    },
    getProvider: () => ({
      naming: {
        getLambdaLogicalId: (name: string) =>
          `${name[0]?.toUpperCase()}${name.slice(1).replace('-', 'Dash')}LambdaFunction`,
      },
    }),
  });
  plugin.hooks['before:package:compileFunctions']?.();
  for (const [name, each] of Object.entries(functions)) each.versionLogicalId = `${name}VersionOne`;
  for (const { versionLogicalId } of Object.values(functions)) {
    Resources[String(versionLogicalId)] = {
      Type: 'AWS::Lambda::Version',
      DeletionPolicy: 'Retain',
      Properties: {},
    };
  }
  plugin.hooks['after:aws:package:finalize:mergeCustomProviderResources']?.();
  return { Resources, functions };
}

const alarmsOf = ({ Resources }: ReturnType<typeof release>) =>
  Resources.SendDashitDeploymentGroup?.Properties.AlarmConfiguration;

test('events of a function call its alias', () => {
  expect(release({}).functions['send-it']?.targetAlias).toEqual({
    name: 'live',
    logicalId: 'SendDashitLiveAlias',
  });
});

test('a function takes over after the one that it follows', () => {
  const { Resources } = release({ order: { 'send-it': 'make-it' } }, ['ApiAlarm'], ['send-it', 'make-it']);
  expect(Resources.SendDashitLiveAlias?.DependsOn).toEqual(['MakeDashitLiveAlias']);
  expect(Resources.MakeDashitLiveAlias).not.toHaveProperty('DependsOn');
});

test('the alarm of its own errors stops the release of a function', () => {
  expect(alarmsOf(release({}, ['ApiAlarm', 'SendItErrorsAlarm']))).toEqual({
    Enabled: true,
    Alarms: [{ Name: { Ref: 'ApiAlarm' } }, { Name: { Ref: 'SendItErrorsAlarm' } }],
  });
});

test('a function without one gets an alarm of the error rate of its new version', () => {
  const released = release({});
  expect(alarmsOf(released).Alarms).toContainEqual({ Name: { Ref: 'SendItErrorRateAlarm' } });
  const { Metrics } = released.Resources.SendItErrorRateAlarm?.Properties ?? {};
  expect(Metrics[0].Expression).toBe('IF(calls >= 3 AND errors / calls > 0.5, 1, 0)');
  for (const { MetricStat } of Metrics.slice(1)) {
    expect(MetricStat.Metric.Dimensions).toContainEqual({
      Name: 'ExecutedVersion',
      Value: { 'Fn::GetAtt': ['send-itVersionOne', 'Version'] },
    });
  }
});

test('a version is deleted again if the deployment that creates it fails', () => {
  expect(release({}).Resources['send-itVersionOne']?.DeletionPolicy).toBe('RetainExceptOnCreate');
});

test('deployment groups are created five at a time', () => {
  const names = Array.from({ length: 12 }, (_, i) => `f-${i}`);
  const { Resources } = release({}, ['ApiAlarm'], names);
  expect(names.map((_, i) => Resources[`FDash${i}DeploymentGroup`]?.DependsOn)).toEqual(
    names.map((_, i) => (i < 5 ? undefined : [`FDash${i - 5}DeploymentGroup`])),
  );
});

test('an at-once release of a watched stage keeps the deployment groups and shifts all calls at once', () => {
  const { Resources } = release({ how: 'at-once' });
  expect(Resources.SendDashitDeploymentGroup).toEqual(release({}).Resources.SendDashitDeploymentGroup);
  expect(Resources.SendDashitLiveAlias).not.toHaveProperty('UpdatePolicy');
  expect(release({}).Resources.SendDashitLiveAlias).toHaveProperty('UpdatePolicy');
});

test('an at-once release needs no alarms', () => {
  const { Resources } = release({ how: 'at-once', watched: 'false' }, []);
  expect(Object.keys(Resources)).toEqual(['send-itVersionOne', 'SendDashitLiveAlias']);
});

test('a function that always shifts at once does so in a gradual release, too', () => {
  const { Resources } = release({ alwaysAtOnce: ['send-it'] });
  expect(Resources.SendDashitDeploymentGroup).toBeUndefined();
  expect(Resources.SendDashitLiveAlias).not.toHaveProperty('UpdatePolicy');
});

test.each([
  ['an alarm that does not exist', { alarms: ['Typo'] }, 'Alarm Typo does not exist.'],
  ['a stage without alarms', { watched: 'false' }, 'set the parameter watched'],
  ['an unknown way', { how: 'slowly' }, 'gradual or at-once, not slowly'],
])('%s is refused when the stage is packaged', (_, settings, words) => {
  expect(() => release(settings)).toThrow(words);
});
