import { ReleasePlugin } from '../../../serverless/release.ts';

const ALARM = { Type: 'AWS::CloudWatch::Alarm', Properties: {} };

/** Runs the plugin over a service of one function, as the framework does; what the template has then. */
function release(settings: object, alarms: readonly string[] = ['ApiAlarm', 'DeadLetters']) {
  const Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> = Object.fromEntries(
    alarms.map((id) => [id, ALARM]),
  );
  const sender: { targetAlias?: { name: string; logicalId: string }; versionLogicalId?: string } = {};
  const plugin = new ReleasePlugin({
    service: {
      custom: {
        release: {
          how: 'gradual',
          watched: 'true',
          alarms: ['ApiAlarm'],
          deadLetters: 'DeadLetters',
          ...settings,
        },
      },
      functions: { 'send-it': sender },
      provider: { compiledCloudFormationTemplate: { Resources } },
    },
    getProvider: () => ({ naming: { getLambdaLogicalId: () => 'SendDashitLambdaFunction' } }),
  });
  plugin.hooks['before:package:compileFunctions']?.();
  sender.versionLogicalId = 'SendDashitLambdaVersionOne';
  plugin.hooks['after:aws:package:finalize:mergeCustomProviderResources']?.();
  return { Resources, sender };
}

const alarmsOf = ({ Resources }: ReturnType<typeof release>) =>
  Resources.SendDashitDeploymentGroup?.Properties.AlarmConfiguration;

test('events of a function call its alias', () => {
  expect(release({}).sender.targetAlias).toEqual({ name: 'live', logicalId: 'SendDashitLiveAlias' });
});

test("a function's release is stopped by the alarm of its errors, or by the alarm of dead letters if it has none", () => {
  const watchedBy = (...names: string[]) => ({
    Enabled: true,
    Alarms: names.map((Ref) => ({ Name: { Ref } })),
  });
  expect(alarmsOf(release({}))).toEqual(watchedBy('ApiAlarm', 'DeadLetters'));
  expect(alarmsOf(release({}, ['ApiAlarm', 'DeadLetters', 'SendItErrorsAlarm']))).toEqual(
    watchedBy('ApiAlarm', 'SendItErrorsAlarm'),
  );
});

test('an at-once release needs no alarms', () => {
  const { Resources } = release({ how: 'at-once', watched: 'false' }, []);
  expect(Object.keys(Resources)).toEqual(['SendDashitLiveAlias']);
});

test('a function that always takes over at once does so in a gradual release too', () => {
  const { Resources } = release({ alwaysAtOnce: ['send-it'] });
  expect(Resources.SendDashitDeploymentGroup).toBeUndefined();
  expect(Resources.SendDashitLiveAlias).not.toHaveProperty('UpdatePolicy');
});

test.each([
  ['an alarm that does not exist', { alarms: ['Typo'] }, 'Alarm Typo does not exist.'],
  ['a stage without alarms', { watched: 'false' }, 'set the parameter watched'],
  ['a manner that there is not', { how: 'slowly' }, 'gradual or at-once, not slowly'],
])('%s is refused when the stage is packaged', (_, settings, words) => {
  expect(() => release(settings)).toThrow(words);
});
