import { LOCAL_ACCOUNT } from '../emulators/queues.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Addresses that are known only when the emulators run. */
export interface LocalAddresses {
  readonly apiUrl: string;
  readonly queueUrl: (name: string) => string;
}

export interface StageNames {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
}

/** The logical id of a function in the Serverless Framework. */
export const functionLogicalId = (name: string): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replaceAll('-', 'Dash').replaceAll('_', 'Underscore') +
  'LambdaFunction';

const aliasLogicalId = (functionId: string) => functionId.replace(/LambdaFunction$/, 'LiveAlias');

/**
 * Evaluates intrinsic functions of CloudFormation for the resources that exist on localhost: names, ARNs and addresses.
 * Throws if a value is not known.
 */
export function cloudFormation(
  resources: Readonly<Record<string, Resource>>,
  functionNames: readonly string[],
  { service, stage, region }: StageNames,
  addresses?: LocalAddresses,
) {
  const arn = (of: string) => `arn:aws:${of.replace('*', `${region}:${LOCAL_ACCOUNT}`)}`;
  const functions = new Map(
    functionNames.map((name) => [functionLogicalId(name), `${service}-${stage}-${name}`]),
  );
  /** The aliases that serverless/release.ts creates, with the functions that they point to. */
  const functionAliases = new Map([...functions.keys()].map((id) => [aliasLogicalId(id), id]));

  const getName = (id: string): string => {
    const { Type = '', Properties = {} } = resources[id] ?? {};
    const named = {
      'AWS::SQS::Queue': 'QueueName',
      'AWS::DynamoDB::Table': 'TableName',
      'AWS::S3::Bucket': 'BucketName',
      'AWS::SNS::Topic': 'TopicName',
      'AWS::StepFunctions::StateMachine': 'StateMachineName',
      'AWS::StepFunctions::StateMachineAlias': 'Name',
    }[Type];
    const given = named && Properties[named];
    if (given !== undefined) return String(evaluate(given));
    return `${service}-${stage}-${id.toLowerCase()}`;
  };

  const getArn = (id: string): string => {
    if (functions.has(id)) return arn(`lambda:*:function:${functions.get(id)}`);
    switch (resources[id]?.Type) {
      case 'AWS::SQS::Queue':
        return arn(`sqs:*:${getName(id)}`);
      case 'AWS::DynamoDB::Table':
        return arn(`dynamodb:*:table/${getName(id)}`);
      case 'AWS::S3::Bucket':
        return arn(`s3:::${getName(id)}`);
      case 'AWS::SNS::Topic':
        return arn(`sns:*:${getName(id)}`);
      case 'AWS::StepFunctions::StateMachine':
        return arn(`states:*:stateMachine:${getName(id)}`);
      default:
        throw new Error(`The ARN of ${id} is not known on localhost.`);
    }
  };

  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': region,
    'AWS::AccountId': LOCAL_ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::StackName': `${service}-${stage}`,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const ref = (id: string): unknown => {
    if (id in pseudo) return pseudo[id];
    if (functions.has(id)) return functions.get(id);
    const aliased = functionAliases.get(id);
    if (aliased !== undefined) return getArn(aliased);
    switch (resources[id]?.Type) {
      case 'AWS::SQS::Queue':
        return requireAddresses(addresses, id).queueUrl(getName(id));
      case 'AWS::StepFunctions::StateMachine':
      case 'AWS::SNS::Topic':
        return getArn(id);
      case 'AWS::StepFunctions::StateMachineVersion':
      case 'AWS::StepFunctions::StateMachineAlias':
        return stateMachineBehind(id);
      case 'AWS::DynamoDB::Table':
      case 'AWS::S3::Bucket':
        return getName(id);
      default:
        throw new Error(`The value of !Ref ${id} is not known on localhost.`);
    }
  };

  /** Localhost has only one version, so versions and aliases evaluate to the state machine itself. */
  const stateMachineBehind = (id: string): unknown => {
    const { StateMachineArn, DeploymentPreference, RoutingConfiguration } = resources[id]?.Properties ?? {};
    const version =
      (DeploymentPreference as { StateMachineVersionArn?: unknown } | undefined)?.StateMachineVersionArn ??
      (RoutingConfiguration as { StateMachineVersionArn?: unknown }[] | undefined)?.[0]
        ?.StateMachineVersionArn;
    return evaluate(StateMachineArn ?? version);
  };

  const getAtt = (path: string | readonly string[]): unknown => {
    const [id = '', ...attribute] = typeof path === 'string' ? path.split('.') : path;
    switch (attribute.join('.')) {
      case 'Arn':
        return getArn(id);
      case 'ApiEndpoint':
        return requireAddresses(addresses, id).apiUrl;
      case 'QueueName':
      case 'Name':
        return getName(id);
      default:
        throw new Error(`${id}.${attribute.join('.')} is not known on localhost.`);
    }
  };

  const sub = (argument: unknown): string => {
    const [text, names] = Array.isArray(argument) ? argument : [argument, {}];
    return String(text).replace(/\$\{([^}!]+)\}/g, (_, name: string) =>
      String(name in names ? evaluate(names[name]) : name.includes('.') ? getAtt(name) : ref(name)),
    );
  };

  /** Evaluates all intrinsic functions in the value. */
  function evaluate(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(evaluate);
    if (typeof value !== 'object' || value === null) return value;
    const [[only, argument] = [], ...others] = Object.entries(value);
    if (others.length === 0) {
      if (only === 'Ref') return ref(String(argument));
      if (only === 'Fn::GetAtt') return getAtt(argument as string | string[]);
      if (only === 'Fn::Sub') return sub(argument);
      if (only === 'Fn::Join') {
        const [separator, parts] = argument as [string, unknown[]];
        return parts.map(evaluate).join(separator);
      }
    }
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, evaluate(member)]));
  }

  return { evaluate, getName, getArn };
}

function requireAddresses(addresses: LocalAddresses | undefined, id: string): LocalAddresses {
  if (!addresses) throw new Error(`The address of ${id} is not known before the emulators run.`);
  return addresses;
}
