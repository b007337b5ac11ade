import { AsyncLocalStorage } from 'node:async_hooks';
import { appendFileSync } from 'node:fs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { toText } from '../shared/http-body.ts';
import { type AllowStatement, type AwsAction, findDenied } from '../template/roles.ts';

/** The function whose code is running. */
interface RunningFunction {
  readonly name: string;
  readonly statements: readonly AllowStatement[];
}

const running = new AsyncLocalStorage<RunningFunction>();

/** Runs the handler of a function with the permissions of its role, as in Lambda. */
export const withRole = <T>(name: string, statements: readonly AllowStatement[], handle: () => T): T =>
  running.run({ name, statements }, handle);

/** A call whose right the role of the function lacks fails like this, as on AWS. */
class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException';
}

interface HttpRequest {
  readonly hostname?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Body = Readonly<Record<string, unknown>>;

/** Services by the target of their requests, as actions name them. */
const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSStepFunctions: 'states',
  PinpointSMSVoiceV2: 'sms-voice',
};

/** SQS authorizes batches by the action of a single message. */
const ACTIONS: Readonly<Record<string, string>> = {
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
};

/** The part of ARNs that names region and account. */
export interface ArnContext {
  readonly region: string;
  readonly account: string;
}

/** The action and resources of a request to an AWS service; undefined if it is to something else. */
export function toAwsAction(request: HttpRequest, { region, account }: ArnContext): AwsAction | undefined {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  const [prefix = '', operation = ''] = (request.headers?.['x-amz-target'] ?? '').split('.');
  const service = SERVICES[prefix];
  const body = (request.body ? JSON.parse(toText(request.body)) : {}) as Body;
  if (service) {
    const called = `${service}:${operation}`;
    return { action: ACTIONS[called] ?? called, resources: findResources(service, body, arn) };
  }
  if (request.path?.startsWith('/v2/email/outbound-emails')) {
    const from = String(body.FromEmailAddress ?? '');
    const fromAddress = /<([^>]+)>/.exec(from)?.[1] ?? from;
    const set = body.ConfigurationSetName;
    return {
      action: 'ses:SendEmail',
      resources: [
        arn('ses', `identity/${fromAddress}`),
        ...(set ? [arn('ses', `configuration-set/${set}`)] : []),
      ],
      fromAddress,
    };
  }
  const [, app] = /^\/v1\/apps\/([^/]+)\/messages/.exec(request.path ?? '') ?? [];
  if (app)
    return {
      action: 'mobiletargeting:SendMessages',
      resources: [arn('mobiletargeting', `apps/${app}/messages`)],
    };
  return undefined;
}

function findResources(
  service: string,
  body: Body,
  arn: (service: string, rest: string) => string,
): readonly string[] {
  switch (service) {
    case 'dynamodb': {
      const tables = body.TableName ? [body.TableName] : Object.keys((body.RequestItems as object) ?? {});
      const index = body.IndexName ? `/index/${body.IndexName}` : '';
      return tables.map((table) => arn('dynamodb', `table/${table}${index}`));
    }
    case 'sqs':
      return [arn('sqs', String(body.QueueUrl).split('/').at(-1) ?? '')];
    case 'states':
      return [String(body.stateMachineArn ?? body.executionArn)];
    default: {
      const set = body.ConfigurationSetName;
      return [
        String(body.OriginationIdentity),
        ...(set ? [arn('sms-voice', `configuration-set/${set}`)] : []),
      ];
    }
  }
}

const S3_ACTIONS: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

/**
 * Makes every AWS call of a function fail if its role does not allow it, so that a missing right shows on localhost and in
 * the end-to-end tests. RECORD_ACTIONS names a file that gets a line for each allowed action: function, action, resource.
 */
export function enforceRoles(context: ArnContext, bucketNames: readonly string[]): void {
  const recordTo = process.env.RECORD_ACTIONS;
  const seen = new Set<string>();

  function check(found: AwsAction): void {
    const current = running.getStore();
    if (!current) return;
    const [denied] = findDenied(current.statements, found);
    if (denied !== undefined) {
      const message = `The role of ${current.name} does not allow ${found.action} on ${denied}.`;
      console.error(message);
      throw new AccessDenied(message);
    }
    const line = `${current.name} ${found.action}`;
    if (!recordTo || seen.has(line)) return;
    seen.add(line);
    appendFileSync(recordTo, `${line}\n`);
  }

  const { handle } = NodeHttpHandler.prototype;
  NodeHttpHandler.prototype.handle = async function checked(...call) {
    const found = running.getStore() && toAwsAction(call[0] as HttpRequest, context);
    if (found) check(found);
    return handle.apply(this, call);
  };

  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const bucket = bucketNames.find((name) => url.pathname.startsWith(`/${name}/`));
    const action = S3_ACTIONS[init?.method ?? 'GET'];
    if (bucket && action && url.searchParams.has('X-Amz-Signature')) {
      check({ action, resources: [`arn:aws:s3:::${url.pathname.slice(1)}`] });
    }
    return fetch(input, init);
  };
}
