import { list, ofType, type Resource, references, type Template } from './template.ts';

const ALIAS = 'live';

const CONSOLE_ALIASES = ['WebLiveAlias', 'WebDashfilesLiveAlias'];

interface Metric {
  readonly MetricStat?: { readonly Metric: { readonly MetricName: string; readonly Dimensions: unknown } };
}

const functionIds = (template: Template) => ofType(template, 'AWS::Lambda::Function').map(([id]) => id);

/** Whether the conditions of the stage, which compare constants, include a resource. */
function there(template: Template, condition: unknown): boolean {
  if (typeof condition === 'string') return there(template, template.Conditions[condition]);
  const [[name, argument] = ['', []]] = Object.entries(condition as Record<string, unknown[]>);
  const all = argument as unknown[];
  if (name === 'Condition') return there(template, String(argument));
  if (name === 'Fn::Equals') return all[0] === all[1];
  if (name === 'Fn::Not') return !there(template, all[0]);
  if (name === 'Fn::And') return all.every((each) => there(template, each));
  if (name === 'Fn::Or') return all.some((each) => there(template, each));
  throw new Error(`The condition ${name} is not understood.`);
}

/** The value without the branches that the stage does not take. */
function taken(template: Template, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => taken(template, each));
  if (typeof value !== 'object' || value === null) return value;
  const branches = (value as { 'Fn::If'?: [string, unknown, unknown] })['Fn::If'];
  if (branches) return taken(template, branches[there(template, branches[0]) ? 1 : 2]);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, taken(template, each)]));
}

/** How a release shifts traffic to the new versions: gradually in prod, at once in dev. */
export function aRelease(stages: () => { readonly prod: Template; readonly dev: Template }): void {
  let prod: Template;
  let dev: Template;
  beforeAll(() => {
    ({ prod, dev } = stages());
  });

  describe('a release', () => {
    test('makes a version of each function, which stays unless the release fails, and the alias leads to it', () => {
      for (const template of [prod, dev]) {
        const aliases = ofType(template, 'AWS::Lambda::Alias');
        expect(aliases.map(([, { Properties }]) => Properties.FunctionName.Ref).toSorted()).toEqual(
          functionIds(template).toSorted(),
        );
        for (const [, { Properties }] of aliases) {
          const [version = ''] = references(Properties.FunctionVersion);
          expect(Properties.Name).toBe(ALIAS);
          expect(template.Resources[version]).toMatchObject({
            Type: 'AWS::Lambda::Version',
            DeletionPolicy: 'RetainExceptOnCreate',
            Properties: { FunctionName: Properties.FunctionName },
          });
        }
      }
    });

    test('reaches all that calls a function', () => {
      const callers = [
        ...ofType(prod, 'AWS::ApiGatewayV2::Integration').map(
          ([, { Properties }]) => Properties.IntegrationUri,
        ),
        ...ofType(prod, 'AWS::Lambda::EventSourceMapping').map(
          ([, { Properties }]) => Properties.FunctionName,
        ),
        ...ofType(prod, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties.FunctionName),
        ...ofType(prod, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
          Properties.Targets.map(({ Arn }: { Arn: unknown }) => Arn),
        ),
      ];
      expect(callers.length).toBeGreaterThan(10);
      for (const arn of callers) {
        expect(arn).toEqual({ 'Fn::Join': [':', [{ 'Fn::GetAtt': [expect.anything(), 'Arn'] }, ALIAS]] });
      }
      for (const [, { Properties }] of ofType(prod, 'AWS::Lambda::EventInvokeConfig')) {
        expect(Properties.Qualifier).toBe(ALIAS);
      }
      const tasks = ofType(prod, 'AWS::StepFunctions::StateMachine').flatMap(([, { Properties }]) =>
        references(Properties.DefinitionSubstitutions).filter((id) => id !== 'AWS::Partition'),
      );
      expect(tasks.length).toBeGreaterThan(5);
      for (const id of tasks) expect(prod.Resources[id]?.Type).toBe('AWS::Lambda::Alias');
    });

    test('shifts the calls of a function gradually in production, and back on alarm', () => {
      const aliases = ofType(prod, 'AWS::Lambda::Alias').filter(([id]) => !CONSOLE_ALIASES.includes(id));
      expect(aliases).toHaveLength(functionIds(prod).length - CONSOLE_ALIASES.length);
      for (const [id, { Properties: alias, UpdatePolicy }] of aliases) {
        const group = references(UpdatePolicy).find(
          (target) => prod.Resources[target]?.Type === 'AWS::CodeDeploy::DeploymentGroup',
        );
        const { Properties } = prod.Resources[String(group)] as Resource;
        expect({ id, ...Properties }).toMatchObject({
          DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
          DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
          AlarmConfiguration: { Enabled: true },
          AutoRollbackConfiguration: {
            Enabled: true,
            Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']),
          },
        });
        const alarms = references(Properties.AlarmConfiguration.Alarms);
        for (const alarm of alarms) expect(prod.Resources[alarm]?.Type).toBe('AWS::CloudWatch::Alarm');
        expect(alarms).toContain('ApiServerErrorsAlarm');
        const ofItsOwnErrors = alarms.filter((alarm) => {
          const { MetricName, Dimensions, Metrics = [] } = prod.Resources[alarm]?.Properties ?? {};
          const metrics = [
            { MetricName, Dimensions },
            ...Metrics.map(({ MetricStat }: Metric) => MetricStat?.Metric),
          ];
          return metrics.some(
            (metric) =>
              metric?.MetricName === 'Errors' &&
              references(metric.Dimensions).includes(alias.FunctionName.Ref),
          );
        });
        expect({ id, ofItsOwnErrors }).toEqual({ id, ofItsOwnErrors: [expect.anything()] });
        // Dead letters stay until somebody has looked at them, and must not stop the repair.
        expect(alarms.filter((alarm) => alarm.includes('Dlq'))).toEqual([]);
        // More than ten are not taken.
        expect(alarms.length).toBeLessThanOrEqual(10);
      }
    });

    test('of the console shifts at once, because its pages ask for files of the same release', () => {
      for (const id of CONSOLE_ALIASES) {
        expect(prod.Resources[id]).toMatchObject({ Type: 'AWS::Lambda::Alias' });
        expect(prod.Resources[id]).not.toHaveProperty('UpdatePolicy');
      }
    });

    test('shows new pages of the console once their back end is there', () => {
      for (const template of [prod, dev]) {
        expect(template.Resources.WebDashfilesLiveAlias?.DependsOn).toEqual(['WebLiveAlias']);
      }
    });

    test('never creates more than five deployment groups at the same time', () => {
      const groups = ofType(prod, 'AWS::CodeDeploy::DeploymentGroup');
      expect(groups.length).toBeGreaterThan(15);
      const waitFor = new Map(groups.map(([id, { DependsOn = [] }]) => [id, list(DependsOn)]));
      expect([...waitFor.values()].filter((ids) => ids.length === 0)).toHaveLength(5);
      const awaited = [...waitFor.values()].flat();
      expect(new Set(awaited).size).toBe(awaited.length);
    });

    test('shifts at once in a stage without alarms', () => {
      expect(ofType(dev, 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
      for (const [, { UpdatePolicy }] of ofType(dev, 'AWS::Lambda::Alias')) {
        expect(UpdatePolicy).toBeUndefined();
      }
      expect(there(dev, 'GradualRelease')).toBe(false);
      expect(there(prod, 'GradualRelease')).toBe(true);
    });

    test.each([
      ['AlertEscalation', ['ExecutionsFailedAlarm', 'ExecutionsTimedOutAlarm', 'AssessErrorsAlarm']],
      [
        'HeartbeatChecks',
        ['HeartbeatChecksFailedAlarm', 'HeartbeatChecksTimedOutAlarm', 'CheckHeartbeatsErrorsAlarm'],
      ],
    ])('of %s is a new version, which stays; the alias shifts to it, and back on alarm', (id, alarms) => {
      expect(prod.Resources[`${id}Version`]).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          StateMachineArn: { Ref: id },
          StateMachineRevisionId: { 'Fn::GetAtt': [id, 'StateMachineRevisionId'] },
        },
      });
      const aliasIn = (template: Template) =>
        taken(template, template.Resources[`${id}LiveAlias`]?.Properties) as object;
      expect(aliasIn(prod)).toEqual({
        Name: ALIAS,
        DeploymentPreference: {
          StateMachineVersionArn: { Ref: `${id}Version` },
          Type: 'CANARY',
          Percentage: 10,
          Interval: 5,
          Alarms: alarms.map((alarm) => ({ Ref: alarm })),
        },
      });
      for (const alarm of alarms) expect(prod.Resources[alarm]?.Type).toBe('AWS::CloudWatch::Alarm');
      expect(aliasIn(dev)).toMatchObject({ DeploymentPreference: { Type: 'ALL_AT_ONCE' } });
    });

    test('a role that starts executions names the state machine and its alias', () => {
      const starting = ofType(prod, 'AWS::IAM::Role').flatMap(([, { Properties }]) =>
        (Properties.Policies ?? []).flatMap(({ PolicyDocument }: Resource['Properties']) =>
          PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
            list(Action).includes('states:StartExecution'),
          ),
        ),
      );
      expect(starting.length).toBeGreaterThan(2);
      for (const { Resource: resources } of starting) {
        const [machine, alias] = resources.map((each: { 'Fn::Sub': string }) => each['Fn::Sub']);
        expect(alias).toBe(`${machine}:${ALIAS}`);
      }
    });
  });

  test('every resource refers only to resources of its stage', () => {
    for (const template of [prod, dev]) {
      const present = Object.entries(template.Resources).filter(
        ([, { Condition }]) => Condition === undefined || there(template, Condition),
      );
      const ids = new Set(present.map(([id]) => id));
      const dangling = present.flatMap(([id, { DependsOn = [], ...resource }]) =>
        [...references(taken(template, resource)), ...list(DependsOn)]
          .filter((target) => !target.startsWith('AWS::') && !ids.has(target))
          .map((target) => `${id} → ${target}`),
      );
      expect(dangling).toEqual([]);
    }
  });
}
