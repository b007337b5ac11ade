import { createHash, createHmac } from 'node:crypto';
import { InvokeStore } from '@aws/lambda-invoke-store';
import {
  isServerError,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from '@smithy/core/retry';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type {
  AwsCredentialIdentity,
  RetryErrorType,
  RetryStrategyV2,
  SdkError,
  SourceData,
} from '@smithy/types';
import { isThrottled } from './aws-errors.ts';
import { systemClock } from './clock.ts';

/** What an AWS service needs besides region and credentials. All three speak JSON over POST, one operation a request. */
const SERVICES = {
  dynamodb: { target: 'DynamoDB_20120810', endpointVariable: 'AWS_ENDPOINT_URL_DYNAMODB' },
  sqs: { target: 'AmazonSQS', endpointVariable: 'AWS_ENDPOINT_URL_SQS' },
  states: { target: 'AWSStepFunctions', endpointVariable: 'AWS_ENDPOINT_URL_SFN' },
} as const;

export type AwsService = keyof typeof SERVICES;

/** The operations of a service, each with its input and output as they are on the wire. */
export type AwsOperations = { readonly [operation: string]: readonly [input: object, output: object] };

export interface AwsClientOptions {
  /** Default: AWS_REGION. */
  readonly region?: string;
  /** Default: the variable of the service (AWS_ENDPOINT_URL_…), or AWS_ENDPOINT_URL, or that of AWS in the region. */
  readonly endpoint?: string;
  /** Default: those of the environment, where Lambda puts them. */
  readonly credentials?: AwsCredentialIdentity | (() => Promise<AwsCredentialIdentity>);
  /** Attempts of a call, the first included. */
  readonly maxAttempts?: number;
  /** Overrides how often and after which pause a failed attempt is repeated. */
  readonly retryStrategy?: RetryStrategyV2;
  readonly http?: NodeHttpHandlerOptions;
}

/**
 * An error that an AWS service answered. `name` is its code, such as `ConditionalCheckFailedException`. `$fault` and `$metadata`
 * are as in errors of the AWS SDK.
 */
export class AwsServiceError extends Error {
  override readonly name: string;
  readonly $fault: 'client' | 'server';
  readonly $metadata: {
    readonly httpStatusCode: number;
    readonly requestId?: string;
    /** The clock of this machine was wrong; the next attempt is signed with the time of the service. */
    readonly clockSkewCorrected?: true;
  };

  constructor(name: string, message: string, metadata: AwsServiceError['$metadata']) {
    super(message);
    this.name = name;
    const { httpStatusCode } = metadata;
    this.$fault = httpStatusCode >= 400 && httpStatusCode < 500 ? 'client' : 'server';
    this.$metadata = metadata;
  }
}

/** Whether it is an error of this code that an AWS service answered. */
export const hasErrorCode = (error: unknown, code: string): error is AwsServiceError =>
  error instanceof AwsServiceError && error.name === code;

/** SignatureV4 wants its hash functions as a class. */
class Sha256 {
  private readonly hash;

  constructor(secret?: SourceData) {
    this.hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array | string);
  }

  update(data: SourceData): void {
    this.hash.update(data as Uint8Array | string);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error('A hash is used once.');
  }
}

const DEFAULT_ATTEMPTS = 3;

/** AWS accepts signatures of the last five minutes. An error of a signature that differs by less has another cause. */
const TOLERATED_SKEW_MS = 240_000;

/** The codes by which services refuse a signature that is too old or from the future. */
const CLOCK_ERRORS: readonly string[] = [
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];

/** The credentials that Lambda puts in the environment of a function. */
async function credentialsOfEnvironment(): Promise<AwsCredentialIdentity> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    // The name by which the AWS SDK calls it, so that a message waits for credentials rather than be dead-lettered.
    throw Object.assign(new Error('The environment holds no AWS credentials.'), {
      name: 'CredentialsProviderError',
    });
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** The name of the error if an answer of success is not JSON: a proxy gave it, or it is not complete. */
const UNREADABLE_ANSWER = 'UnreadableAnswer';

function toErrorType(error: unknown): RetryErrorType {
  const failure = error as Parameters<typeof isThrottlingError>[0];
  if (isThrottlingError(failure) || isThrottled(error)) return 'THROTTLING';
  if (isTransientError(failure) || failure.name === UNREADABLE_ANSWER) return 'TRANSIENT';
  return isServerError(failure) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: NodeJS.ReadableStream;
}

const readText = (stream: NodeJS.ReadableStream): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    stream.on('error', reject);
  });

/** The code of an error, without the namespace and the link that some services add. */
function readErrorCode(headers: HttpResponse['headers'], body: { readonly __type?: unknown }): string {
  const [queryCode] = (headers['x-amzn-query-error'] ?? '').split(';');
  const code = queryCode || String(body.__type ?? headers['x-amzn-errortype'] ?? 'Unknown');
  return code.split(':')[0]?.split('#').at(-1) ?? code;
}

/** The body of an error. A proxy on the way may answer with something that is not JSON. */
function parseErrorBody(text: string): { __type?: unknown; message?: string; Message?: string } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function parseOutput(text: string, statusCode: number): object {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    throw new AwsServiceError(UNREADABLE_ANSWER, `The answer with status ${statusCode} is not JSON.`, {
      httpStatusCode: statusCode,
    });
  }
}

/** The header by which X-Ray joins the segments of a trace, and by which Lambda recognizes loops. */
async function traceHeader(): Promise<Record<string, string>> {
  if (!process.env.AWS_LAMBDA_FUNCTION_NAME) return {};
  const traceId = (await InvokeStore.getInstanceAsync()).getXRayTraceId() ?? process.env._X_AMZN_TRACE_ID;
  return traceId ? { 'x-amzn-trace-id': traceId } : {};
}

/**
 * A client of DynamoDB, SQS or Step Functions that starts faster and works less than that of the AWS SDK (docs/adr/0054). It
 * is made of parts of the SDK: signatures, connections, retries. Inputs and outputs are those of the wire: bytes are base64.
 *
 * Calls throw {@link AwsServiceError} for errors of the service, after the retries, and those of the connection, such as
 * `TimeoutError`.
 */
export class AwsClient<Operations extends AwsOperations> {
  readonly service: AwsService;
  private readonly target: string;
  private readonly url: URL;
  private readonly signer: SignatureV4;
  private readonly retries: RetryStrategyV2;
  private readonly handler: NodeHttpHandler;
  /** How far the clock of AWS is ahead, in milliseconds; 0 while it is about right. */
  private skewMs = 0;

  constructor(service: AwsService, options: AwsClientOptions = {}) {
    const { target, endpointVariable } = SERVICES[service];
    const region = options.region ?? process.env.AWS_REGION ?? '';
    if (!region) throw new Error('The environment variable AWS_REGION is not set.');
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    this.service = service;
    this.target = target;
    this.url = new URL(
      options.endpoint ||
        process.env[endpointVariable] ||
        process.env.AWS_ENDPOINT_URL ||
        `https://${service}.${region}.${domain}`,
    );
    this.signer = new SignatureV4({
      service,
      region,
      credentials: options.credentials ?? credentialsOfEnvironment,
      sha256: Sha256,
    });
    this.retries =
      options.retryStrategy ?? new StandardRetryStrategy(options.maxAttempts ?? DEFAULT_ATTEMPTS);
    this.handler = new NodeHttpHandler(options.http);
  }

  /** Calls an operation, and repeats it after errors that may pass. */
  async call<Name extends keyof Operations & string>(
    operation: Name,
    input: Operations[Name][0],
  ): Promise<Operations[Name][1]> {
    let token = await this.retries.acquireInitialRetryToken('');
    for (;;) {
      try {
        const output = await this.attempt(operation, input);
        this.retries.recordSuccess(token);
        return output as Operations[Name][1];
      } catch (error) {
        token = await this.retries
          .refreshRetryTokenForRetry(token, { errorType: toErrorType(error), error: error as SdkError })
          .catch(() => {
            throw error;
          });
      }
    }
  }

  /** Closes the connections. */
  destroy(): void {
    this.handler.destroy();
  }

  /** Makes one attempt of a call. */
  protected async attempt(operation: string, input: object): Promise<object> {
    const { statusCode, headers, body } = await this.send(
      `${this.target}.${operation}`,
      JSON.stringify(input),
    );
    const text = await readText(body);
    if (statusCode < 300) return parseOutput(text, statusCode);
    const error = parseErrorBody(text);
    const code = readErrorCode(headers, error);
    const clockSkewCorrected = CLOCK_ERRORS.includes(code) && this.correctClock(headers);
    throw new AwsServiceError(
      code,
      error.message ?? error.Message ?? `${operation} failed with status ${statusCode}.`,
      {
        httpStatusCode: statusCode,
        ...(headers['x-amzn-requestid'] && { requestId: headers['x-amzn-requestid'] }),
        ...(clockSkewCorrected && { clockSkewCorrected: true }),
      },
    );
  }

  private async send(target: string, body: string): Promise<HttpResponse> {
    const { protocol, hostname, port, host, pathname } = this.url;
    const request = await this.signer.sign(
      {
        method: 'POST',
        protocol,
        hostname,
        ...(port && { port: Number(port) }),
        path: pathname,
        query: {},
        headers: {
          host,
          'content-type': 'application/x-amz-json-1.0',
          'content-length': String(Buffer.byteLength(body)),
          'x-amz-target': target,
          // SQS then names the codes of its errors that it has always had.
          ...(this.service === 'sqs' && { 'x-amzn-query-mode': 'true' }),
          ...(await traceHeader()),
        },
        body,
      },
      { signingDate: new Date(systemClock() + this.skewMs) },
    );
    const { response } = await this.handler.handle(request as Parameters<NodeHttpHandler['handle']>[0]);
    return response as HttpResponse;
  }

  /** Signs with the time of the service from now on if it is another one. Returns whether it is. */
  private correctClock(headers: HttpResponse['headers']): boolean {
    const aheadMs = Date.parse(headers.date ?? '') - systemClock();
    if (!(Math.abs(aheadMs - this.skewMs) >= TOLERATED_SKEW_MS)) return false;
    this.skewMs = aheadMs;
    return true;
  }
}
