import type { QueueToStart } from '../emulators/queues.ts';
import { cloudFormation, functionLogicalId, type LocalAddresses, type Resource } from './cloudformation.ts';
import { type Resolve, readTemplate } from './variables.ts';

export interface LocalFunction {
  readonly name: string;
  /** Path of the module, and the name of its export. */
  readonly file: string;
  readonly exportName: string;
  readonly arn: string;
  readonly timeoutSeconds: number;
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

/** E-mail that comes in: for whom, where it is stored, and who is told of it. */
export interface ReceiptRule {
  readonly domains: readonly string[];
  readonly bucket: string;
  readonly topicArn: string;
  readonly queueNames: readonly string[];
}

export interface LocalStateMachine {
  readonly arn: string;
  /** As in the file, with the substitutions made. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** The service as serverless.yml describes it, in so far as localhost needs it. */
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
  /** What the functions find in their environment, of all of them together. */
  readonly environment: (addresses: LocalAddresses) => Readonly<Record<string, string>>;
}

type Tree = Readonly<Record<string, unknown>>;

const DEFAULT_CONCURRENCY = 8;

/**
 * Reads the service of a stage out of serverless.yml and the files that it includes, so that what runs on localhost is
 * what is deployed. Throws where the template says something that localhost does not understand.
 */
export function readService(file: string, stage: string): LocalService {
  const { root, resolve, shallow } = readTemplate({ file, stage });
  const provider = root.provider as Tree;
  const name = String(resolve(root.service));
  const region = String(resolve(provider.region));
  const functionTrees = Object.entries(resolve(root.functions) as Record<string, Tree>);
  const resources = resourcesOf([shallow(root.resources)].flat().map(shallow), resolve);
  const stack = (addresses?: LocalAddresses) =>
    cloudFormation(
      resources,
      functionTrees.map(([each]) => each),
      { service: name, stage, region },
      addresses,
    );
  const { evaluate, nameOf, arnOf } = stack();
  const idsOf = (type: string) => Object.keys(resources).filter((id) => resources[id]?.Type === type);

  const events = functionTrees.flatMap(([functionName, { events = [] }]) =>
    (events as Tree[]).flatMap((event) =>
      Object.entries(event).map(([kind, settings]) => ({ functionName, kind, settings })),
    ),
  );
  const eventsOf = (kind: string) => events.filter((event) => event.kind === kind);

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
        arn: arnOf(functionLogicalId(functionName)),
        timeoutSeconds: Number(tree.timeout ?? provider.timeout ?? 6),
      };
    }),
    routes: eventsOf('httpApi').map(({ functionName, settings }) => ({ functionName, ...routeOf(settings) })),
    queueSources: eventsOf('sqs').map(({ functionName, settings }) => {
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
    schedules: eventsOf('schedule').flatMap(({ functionName, settings }) =>
      ratesOf(settings).map((everySeconds) => ({ functionName, everySeconds })),
    ),
    receiptRules: idsOf('AWS::SES::ReceiptRule').map((id) =>
      ruleOf(
        evaluate((resources[id]?.Properties?.Rule as Tree | undefined) ?? {}) as Tree,
        idsOf('AWS::SNS::Subscription').map((each) => evaluate(resources[each]?.Properties ?? {}) as Tree),
      ),
    ),
    queues: idsOf('AWS::SQS::Queue').map((id) => ({
      name: nameOf(id),
      arn: arnOf(id),
      attributes: attributesOf(evaluate(resources[id]?.Properties ?? {}) as Tree),
    })),
    buckets: idsOf('AWS::S3::Bucket').map(nameOf),
    tables: idsOf('AWS::DynamoDB::Table').map(nameOf),
    stateMachines: idsOf('AWS::StepFunctions::StateMachine').map((id) => {
      const { Definition, DefinitionSubstitutions = {} } = resources[id]?.Properties ?? {};
      return {
        arn: arnOf(id),
        definition: substituted(Definition, evaluate(DefinitionSubstitutions) as Record<string, string>),
      };
    }),
    environment: (addresses) => {
      const { evaluate: evaluateNow } = stack(addresses);
      const all = [provider.environment, ...functionTrees.map(([, { environment }]) => environment)];
      return all.reduce<Record<string, string>>((merged, part) => {
        for (const [variable, value] of Object.entries((evaluateNow(resolve(part ?? {})) ?? {}) as Tree)) {
          if (variable in merged && merged[variable] !== String(value)) {
            throw new Error(`Two functions want different values of ${variable}; localhost has one process.`);
          }
          merged[variable] = String(value);
        }
        return merged;
      }, {});
    },
  };
}

/** Of what the stack is made of, only what localhost has; the rest (roles, alarms, …) is not even looked at. */
const KNOWN_TYPES =
  /^AWS::(SQS::Queue|DynamoDB::Table|S3::Bucket|SNS::(Topic|Subscription)|SES::ReceiptRule|StepFunctions::\w+)$/;

function resourcesOf(parts: readonly unknown[], resolve: Resolve): Record<string, Resource> {
  const all = parts.flatMap((part) => Object.entries((part as { Resources?: object })?.Resources ?? {}));
  const known = all.filter(([, { Type }]) => KNOWN_TYPES.test(Type));
  return Object.fromEntries(known.map(([id, resource]) => [id, resolve(resource) as Resource]));
}

/** A receipt rule that stores what comes and publishes that it has, to a topic that queues subscribe to. */
function ruleOf({ Recipients, Actions }: Tree, subscriptions: readonly Tree[]): ReceiptRule {
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

function routeOf(settings: unknown): { method: string; path: string } {
  if (settings === '*') return { method: '*', path: '*' };
  if (typeof settings === 'string') {
    const [method = '*', path = '*'] = settings.split(' ');
    return { method: method.toUpperCase(), path };
  }
  const { method, path } = settings as Tree;
  return { method: String(method).toUpperCase(), path: String(path) };
}

const UNITS = { minute: 60, hour: 3600, day: 86_400 } as const;

function ratesOf(settings: unknown): number[] {
  const { rate = settings, enabled = true } = (typeof settings === 'object' ? settings : {}) as Tree;
  if (!enabled) return [];
  return [rate].flat().map((text) => {
    const found = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(text));
    if (!found) throw new Error(`The schedule ${String(text)} is not understood on localhost.`);
    return Number(found[1]) * UNITS[found[2] as keyof typeof UNITS];
  });
}

/** Attributes as SQS' own API takes them, all of them text. */
function attributesOf({ QueueName, Tags, ...properties }: Tree): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}

function substituted(definition: unknown, substitutions: Readonly<Record<string, string>>): Tree {
  const text = JSON.stringify(definition).replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw new Error(`The state machine's substitution ${name} is not given.`);
    return value;
  });
  return JSON.parse(text);
}
