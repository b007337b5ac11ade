import type { QueueToStart } from '../emulators/queues.ts';
import { cloudFormation, functionLogicalId, type LocalAddresses, type Resource } from './cloudformation.ts';
import { type AllowStatement, readStatements } from './roles.ts';
import { type Resolve, readTemplate } from './variables.ts';

export interface LocalFunction {
  readonly name: string;
  /** Path of the module, and the name of its export. */
  readonly file: string;
  readonly exportName: string;
  readonly arn: string;
  readonly timeoutSeconds: number;
  /** The statements of its role. */
  readonly statements: readonly AllowStatement[];
}

export interface HttpRoute {
  readonly method: string;
  readonly path: string;
  readonly functionName: string;
}

export interface QueueSource {
  readonly queueName: string;
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  readonly reportsFailures: boolean;
}

export interface Schedule {
  readonly functionName: string;
  readonly everySeconds: number;
}

/** Inbound e-mail: the domains, the bucket that stores it, and the queues that are notified. */
export interface ReceiptRule {
  readonly domains: readonly string[];
  readonly bucket: string;
  readonly topicArn: string;
  readonly queueNames: readonly string[];
}

export interface LocalStateMachine {
  readonly arn: string;
  /** The definition file with its substitutions applied. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** The parts of serverless.yml that localhost needs. */
export interface LocalService {
  readonly name: string;
  readonly region: string;
  readonly functions: readonly LocalFunction[];
  readonly routes: readonly HttpRoute[];
  readonly queueSources: readonly QueueSource[];
  readonly schedules: readonly Schedule[];
  readonly receiptRules: readonly ReceiptRule[];
  readonly queues: readonly QueueToStart[];
  readonly buckets: readonly string[];
  readonly tables: readonly string[];
  readonly stateMachines: readonly LocalStateMachine[];
  /** The environment variables of all functions together. */
  readonly environment: (addresses: LocalAddresses) => Readonly<Record<string, string>>;
}

type Tree = Readonly<Record<string, unknown>>;

const DEFAULT_CONCURRENCY = 8;

/**
 * Reads the service of a stage from serverless.yml and its included files, so that localhost runs what is deployed. Throws
 * if the template uses something that localhost does not support.
 */
export function readService(file: string, stage: string): LocalService {
  const { root, resolve, shallow } = readTemplate({ file, stage });
  const provider = root.provider as Tree;
  const name = String(resolve(root.service));
  const region = String(resolve(provider.region));
  const functionTrees = Object.entries(resolve(root.functions) as Record<string, Tree>);
  const parts = [shallow(root.resources)].flat().map(shallow);
  const resources = selectResources(parts, KNOWN_TYPES, resolve);
  const readRole = (id: unknown) =>
    id === undefined
      ? {}
      : (selectResources(parts, /^AWS::IAM::Role$/, resolve)[String(id)]?.Properties ?? {});
  const stack = (addresses?: LocalAddresses) =>
    cloudFormation(
      resources,
      functionTrees.map(([each]) => each),
      { service: name, stage, region },
      addresses,
    );
  const { evaluate, getName, getArn } = stack();
  const idsOfType = (type: string) => Object.keys(resources).filter((id) => resources[id]?.Type === type);

  const events = functionTrees.flatMap(([functionName, { events = [] }]) =>
    (events as Tree[]).flatMap((event) =>
      Object.entries(event).map(([kind, settings]) => ({ functionName, kind, settings })),
    ),
  );
  const eventsOfKind = (kind: string) => events.filter((event) => event.kind === kind);

  return {
    name,
    region,
    functions: functionTrees.map(([functionName, tree]) => {
      const handler = String(tree.handler);
      const dot = handler.lastIndexOf('.');
      return {
        name: functionName,
        file: `${handler.slice(0, dot)}.ts`,
        exportName: handler.slice(dot + 1),
        arn: getArn(functionLogicalId(functionName)),
        timeoutSeconds: Number(tree.timeout ?? provider.timeout ?? 6),
        statements: readStatements(readRole(tree.role), evaluate),
      };
    }),
    routes: eventsOfKind('httpApi').map(({ functionName, settings }) => ({
      functionName,
      ...parseRoute(settings),
    })),
    queueSources: eventsOfKind('sqs').map(({ functionName, settings }) => {
      const queueArn = String(evaluate((settings as Tree).arn ?? settings));
      const { batchSize, functionResponseType, maximumConcurrency } = settings as Tree;
      return {
        queueName: queueArn.split(':').at(-1) ?? '',
        queueArn,
        functionName,
        batchSize: Number(batchSize ?? 10),
        maximumConcurrency: Math.min(Number(maximumConcurrency ?? DEFAULT_CONCURRENCY), DEFAULT_CONCURRENCY),
        reportsFailures: functionResponseType === 'ReportBatchItemFailures',
      };
    }),
    schedules: eventsOfKind('schedule').flatMap(({ functionName, settings }) =>
      parseRates(settings).map((everySeconds) => ({ functionName, everySeconds })),
    ),
    receiptRules: idsOfType('AWS::SES::ReceiptRule').map((id) =>
      toReceiptRule(
        evaluate((resources[id]?.Properties?.Rule as Tree | undefined) ?? {}) as Tree,
        idsOfType('AWS::SNS::Subscription').map(
          (each) => evaluate(resources[each]?.Properties ?? {}) as Tree,
        ),
      ),
    ),
    queues: idsOfType('AWS::SQS::Queue').map((id) => ({
      name: getName(id),
      arn: getArn(id),
      attributes: toQueueAttributes(evaluate(resources[id]?.Properties ?? {}) as Tree),
    })),
    buckets: idsOfType('AWS::S3::Bucket').map(getName),
    tables: idsOfType('AWS::DynamoDB::Table').map(getName),
    stateMachines: idsOfType('AWS::StepFunctions::StateMachine').map((id) => {
      const { Definition, DefinitionSubstitutions = {} } = resources[id]?.Properties ?? {};
      return {
        arn: getArn(id),
        definition: substitute(Definition, evaluate(DefinitionSubstitutions) as Record<string, string>),
      };
    }),
    environment: (addresses) => {
      const { evaluate: evaluateNow } = stack(addresses);
      const all = [provider.environment, ...functionTrees.map(([, { environment }]) => environment)];
      return all.reduce<Record<string, string>>((merged, part) => {
        for (const [variable, value] of Object.entries((evaluateNow(resolve(part ?? {})) ?? {}) as Tree)) {
          if (variable in merged && merged[variable] !== String(value)) {
            throw new Error(
              `Two functions have different values of ${variable}, but localhost has one process.`,
            );
          }
          merged[variable] = String(value);
        }
        return merged;
      }, {});
    },
  };
}

/** Resource types that exist on localhost. Others (roles, alarms, …) are ignored. */
const KNOWN_TYPES =
  /^AWS::(SQS::Queue|DynamoDB::Table|S3::Bucket|SNS::(Topic|Subscription)|SES::ReceiptRule|StepFunctions::\w+)$/;

function selectResources(
  parts: readonly unknown[],
  types: RegExp,
  resolve: Resolve,
): Record<string, Resource> {
  const all = parts.flatMap((part) => Object.entries((part as { Resources?: object })?.Resources ?? {}));
  const known = all.filter(([, { Type }]) => types.test(Type));
  return Object.fromEntries(known.map(([id, resource]) => [id, resolve(resource) as Resource]));
}

/** Converts a receipt rule with an S3 action whose topic has queues as subscribers. */
function toReceiptRule({ Recipients, Actions }: Tree, subscriptions: readonly Tree[]): ReceiptRule {
  const [{ S3Action }] = Actions as [{ S3Action: { BucketName: string; TopicArn: string } }];
  const topicArn = S3Action.TopicArn;
  return {
    domains: Recipients as string[],
    bucket: S3Action.BucketName,
    topicArn,
    queueNames: subscriptions
      .filter(({ TopicArn }) => TopicArn === topicArn)
      .map(({ Endpoint }) => String(Endpoint).split(':').at(-1) ?? ''),
  };
}

function parseRoute(settings: unknown): { method: string; path: string } {
  if (settings === '*') return { method: '*', path: '*' };
  if (typeof settings === 'string') {
    const [method = '*', path = '*'] = settings.split(' ');
    return { method: method.toUpperCase(), path };
  }
  const { method, path } = settings as Tree;
  return { method: String(method).toUpperCase(), path: String(path) };
}

const UNITS = { minute: 60, hour: 3600, day: 86_400 } as const;

function parseRates(settings: unknown): number[] {
  const { rate = settings, enabled = true } = (typeof settings === 'object' ? settings : {}) as Tree;
  if (!enabled) return [];
  return [rate].flat().map((text) => {
    const found = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(text));
    if (!found) throw new Error(`The schedule ${String(text)} is not supported on localhost.`);
    return Number(found[1]) * UNITS[found[2] as keyof typeof UNITS];
  });
}

/** Queue attributes for the SQS API, where all values are strings. */
function toQueueAttributes({ QueueName, Tags, ...properties }: Tree): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}

function substitute(definition: unknown, substitutions: Readonly<Record<string, string>>): Tree {
  const text = JSON.stringify(definition).replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw new Error(`The state machine has no substitution for ${name}.`);
    return value;
  });
  return JSON.parse(text);
}
