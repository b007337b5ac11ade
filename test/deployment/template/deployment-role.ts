import { readFileSync } from 'node:fs';
import { readTemplateFile } from '../../../src/local/template/yaml-file.ts';
import { NEEDED, OF_THE_TOOLS, WITHOUT_RESOURCES } from './needed-permissions.ts';
import { list, ofType, type Resource, type Template } from './template.ts';

const FILE = 'serverless/deployment-role.yml';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const fill = (text: string): string =>
  text
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::AccountId}', '123456789012')
    .replaceAll('${AWS::Region}', 'eu-west-1')
    .replaceAll('${Stage}', 'prod');

/** The text of a resource of a statement, with the stage prod. */
const textOf = (resource: unknown): string =>
  fill(typeof resource === 'string' ? resource : String((resource as Record<string, unknown>)['Fn::Sub']));

const role = readTemplateFile(FILE) as Template;

const POLICIES: readonly (readonly [id: string, statements: readonly Statement[]])[] = ofType(
  role,
  'AWS::IAM::ManagedPolicy',
).map(([id, { Properties }]) => [id, Properties.PolicyDocument.Statement]);

const STATEMENTS = POLICIES.flatMap(([, statements]) => statements);

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);

const isAllowed = (action: string, arn: string): boolean =>
  STATEMENTS.some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Allow' &&
      list(Action).includes(action) &&
      list(Resource).some((resource) => matches(textOf(resource), arn)),
  );

const NAMES = [
  'FunctionName',
  'QueueName',
  'TopicName',
  'TableName',
  'BucketName',
  'LogGroupName',
  'ApplicationName',
  'StateMachineName',
  'DashboardName',
  'BackupVaultName',
];

/** The name that the resource gets, in the stage prod: its own, or one that CloudFormation makes. */
function nameOf(id: string, { Type, Properties }: Resource): string {
  const given = NAMES.map((name) => Properties?.[name]).find((name) => typeof name === 'string');
  if (given) return given;
  const made = `tocsin-prod-${id}-1A2B3C`;
  return Type.startsWith('AWS::S3::') ? made.toLowerCase() : made;
}

/** The ARN of a resource, or of what belongs to it, for an action on it. */
function arnFor(action: string, id: string, resource: Resource): string {
  const [service = ''] = action.split(':');
  const name = nameOf(id, resource);
  const arn = (rest: string) => `arn:aws:${service}:eu-west-1:123456789012:${rest}`;
  switch (service) {
    case 'lambda':
      return resource.Type === 'AWS::Lambda::EventSourceMapping'
        ? arn('event-source-mapping:5f1b9c2e')
        : arn('function:tocsin-prod-alerts-api:live');
    case 'iam':
      return action === 'iam:CreateServiceLinkedRole'
        ? 'arn:aws:iam::123456789012:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway'
        : `arn:aws:iam::123456789012:role/${resource.Type === 'AWS::IAM::Role' ? name : 'tocsin-prod-AlertsApiRole-1A2B3C'}`;
    case 'apigateway':
      return action.endsWith('agResource')
        ? 'arn:aws:apigateway:eu-west-1::/tags/arn%3Aaws%3Aapigateway'
        : `arn:aws:apigateway:eu-west-1::${/Domain|Mapping/.test(resource.Type) ? '/domainnames/tocsin.example.com' : '/apis/a1b2c3/stages'}`;
    case 's3': {
      const bucket = `arn:aws:s3:::${resource.Type === 'AWS::Lambda::Function' ? 'tocsin-prod-serverlessdeploymentbucket-1a2b3c' : name}`;
      return /Object(Version)?$/.test(action) ? `${bucket}/serverless/tocsin/prod/alerts-api.zip` : bucket;
    }
    case 'states':
      return arn('stateMachine:tocsin-prod-alert-escalation');
    case 'codedeploy':
      if (action.endsWith('Config'))
        return arn('deploymentconfig:CodeDeployDefault.LambdaCanary10Percent5Minutes');
      return /Application/.test(action) || resource.Type === 'AWS::CodeDeploy::Application'
        ? arn('application:tocsin-prod')
        : arn('deploymentgroup:tocsin-prod/tocsin-prod-AssessDeploymentGroup-1A2B3C');
    case 'dynamodb':
      return arn(`table/${name}`);
    case 'events':
      return arn(`rule/${name}`);
    case 'logs':
      return arn(`log-group:${name}:*`);
    case 'cloudwatch':
      return resource.Type === 'AWS::CloudWatch::Dashboard'
        ? `arn:aws:cloudwatch::123456789012:dashboard/${name}`
        : arn(`alarm:tocsin-prod-${id}-1A2B3C`);
    case 'backup':
      return arn(
        resource.Type === 'AWS::Backup::BackupVault' ? `backup-vault:${name}` : 'backup-plan:5f1b9c2e',
      );
    case 'kms':
      return arn('key/5f1b9c2e');
    case 'sqs':
      return arn(resource.Type === 'AWS::SQS::Queue' ? name : 'tocsin-prod-alert-actions.fifo');
    case 'sns':
      return arn(resource.Type === 'AWS::SNS::Topic' ? name : 'tocsin-prod-alarms');
    default:
      throw new Error(`There is no ARN for ${action}.`);
  }
}

/** The rights of the role that GitHub Actions takes, by the template of a stage that is watched. */
export function aDeploymentRole(stages: () => { readonly prod: Template }): void {
  describe('the deployment role', () => {
    test('may do what CloudFormation needs for every resource of the template', () => {
      const missing = Object.entries(stages().prod.Resources).flatMap(([id, resource]) => {
        const needed = NEEDED[resource.Type];
        if (!needed) return [`${resource.Type} is not in needed-permissions.ts`];
        return needed.flatMap((action) => {
          const arn = WITHOUT_RESOURCES.includes(action) ? '*' : arnFor(action, id, resource);
          return isAllowed(action, arn) ? [] : [`${action} on ${arn}`];
        });
      });
      expect([...new Set(missing)]).toEqual([]);
    });

    test('has no right that neither CloudFormation nor the tools need, and no wildcard in an action', () => {
      const used = new Set(
        [...ofTypes(stages().prod), ...Object.values(OF_THE_TOOLS)].flat().map((action) => action),
      );
      const granted = STATEMENTS.flatMap(({ Action }) => list(Action));
      expect(granted.filter((action) => !used.has(action))).toEqual([]);
      expect([...used].filter((action) => !granted.includes(action))).toEqual([]);
    });

    test('may do on all resources only what knows no resources, has ids instead of names, or reads for the doctor', () => {
      const everywhere = STATEMENTS.filter(
        ({ Resource, Condition }) => list(Resource).includes('*') && !Condition,
      )
        .flatMap(({ Action }) => list(Action))
        .filter((action) => !WITHOUT_RESOURCES.includes(action));
      expect(everywhere.toSorted()).toEqual([
        'lambda:DeleteEventSourceMapping',
        'lambda:GetEventSourceMapping',
        'lambda:UpdateEventSourceMapping',
        'mobiletargeting:GetApp',
        'mobiletargeting:GetChannels',
        'servicequotas:ListServiceQuotas',
        'ses:GetEmailIdentity',
        'sms-voice:DescribePhoneNumbers',
        'sms-voice:DescribePools',
        'sms-voice:ListPoolOriginationIdentities',
      ]);
    });

    test('reads and writes no alerts, messages, attachments or e-mails', () => {
      const { prod } = stages();
      const forbidden = [
        ['dynamodb:GetItem', arnFor('dynamodb:GetItem', 'Table', prod.Resources.Table as Resource)],
        ['sqs:ReceiveMessage', 'arn:aws:sqs:eu-west-1:123456789012:tocsin-prod-alert-actions.fifo'],
        ['s3:GetObject', 'arn:aws:s3:::tocsin-prod-attachmentsbucket-1a2b3c/acc/1'],
        ['s3:GetObject', 'arn:aws:s3:::tocsin-prod-receivedemailsbucket-1a2b3c/1'],
        ['lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:123456789012:function:tocsin-prod-assess'],
        ['dynamodb:DeleteTable', 'arn:aws:dynamodb:eu-west-1:123456789012:table/tocsin-prod2'],
      ] as const;
      expect(forbidden.filter(([action, arn]) => isAllowed(action, arn))).toEqual([]);
    });

    test('attaches just the policies of AWS that the template names, and passes roles to the services that take them', () => {
      const condition = (action: string) =>
        STATEMENTS.find(({ Action }) => list(Action).includes(action))?.Condition;
      const roles = ofType(stages().prod, 'AWS::IAM::Role').map(([, { Properties }]) => Properties);
      const attached = roles
        .flatMap(({ ManagedPolicyArns = [] }) => ManagedPolicyArns as unknown[])
        .map((arn) => fill(String((arn as Record<string, unknown>)['Fn::Sub'])));
      const allowed = list(condition('iam:AttachRolePolicy')?.ArnEquals?.['iam:PolicyARN']);
      expect(allowed.map(textOf).toSorted()).toEqual([...new Set(attached)].toSorted());
      const takers = roles.flatMap(({ AssumeRolePolicyDocument }) =>
        AssumeRolePolicyDocument.Statement.map(
          ({ Principal }: { Principal: { Service: string } }) => Principal.Service,
        ),
      );
      const passed = list(condition('iam:PassRole')?.StringEquals?.['iam:PassedToService']);
      expect(passed.toSorted()).toEqual([...new Set(takers)].toSorted());
    });

    test('has policies within the limits of AWS, in a file without aliases, which CloudFormation does not know', () => {
      const { Properties } = role.Resources.Role ?? {};
      expect(Properties.ManagedPolicyArns.map(({ Ref }: { Ref: string }) => Ref).toSorted()).toEqual(
        POLICIES.map(([id]) => id).toSorted(),
      );
      expect(POLICIES.length).toBeLessThanOrEqual(10);
      for (const [id, all] of POLICIES) {
        const text = fill(JSON.stringify({ Version: '2012-10-17', Statement: all })).replaceAll(/\s/g, '');
        expect({ id, fits: text.length <= 6_144 }).toEqual({ id, fits: true });
      }
      expect(readFileSync(FILE, 'utf8')).not.toMatch(/: [&*]\w/);
    });
  });
}

const ofTypes = (template: Template): readonly (readonly string[])[] =>
  [...new Set(Object.values(template.Resources).map(({ Type }) => Type))].map((type) => NEEDED[type] ?? []);
