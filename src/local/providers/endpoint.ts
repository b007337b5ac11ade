import type { Server } from 'node:http';
import { type Emulate, type EmulatedRequest, serveEmulator } from '../shared/emulated-http.ts';
import type { Outbox } from '../shared/outbox.ts';
import { AwsError } from '../step-functions/endpoint.ts';
import { sendEmail, sendPush, sendPushover, smsVoiceOperations } from './messages.ts';
import { parameterStore } from './parameter-store.ts';

type Operation = (input: Readonly<Record<string, unknown>>) => object;

/** Emulates several AWS services, and Pushover, on one address, distinguished by header and path as the AWS SDK sends them. */
export function emulateProviders(
  outbox: Outbox,
  stepFunctions: () => Readonly<Record<string, Operation>>,
): Emulate {
  const smsVoice = smsVoiceOperations(outbox);

  const jsonProtocol = (target: string, input: Readonly<Record<string, unknown>>): object => {
    const [service, operation = ''] = target.split('.');
    const operations = {
      AWSStepFunctions: stepFunctions(),
      PinpointSMSVoiceV2: smsVoice,
      AmazonSSM: parameterStore,
    }[service ?? ''];
    const run = operations?.[operation];
    if (!run) throw new AwsError('UnknownOperationException', `${target} is not available on localhost.`);
    return run(input);
  };

  const handle = ({ path, headers, body }: EmulatedRequest): object => {
    if (path === '/1/messages.json') return sendPushover(outbox, new URLSearchParams(body));
    const input = body ? JSON.parse(body) : {};
    const target = headers['x-amz-target'];
    if (typeof target === 'string') return jsonProtocol(target, input);
    if (path === '/v2/email/outbound-emails') return sendEmail(outbox, input);
    const push = /^\/v1\/apps\/([^/]+)\/messages\/?$/.exec(path);
    if (push) return sendPush(outbox, decodeURIComponent(push[1] ?? ''), input);
    throw new AwsError('UnknownOperationException', `${path} is not available on localhost.`);
  };

  return (request) => {
    const headers = {
      'content-type': request.headers['x-amz-target'] ? 'application/x-amz-json-1.0' : 'application/json',
      'x-amzn-requestid': crypto.randomUUID(),
    };
    try {
      return { status: 200, headers, body: JSON.stringify(handle(request)) };
    } catch (error) {
      const type = error instanceof AwsError ? error.type : 'InternalFailure';
      const status = error instanceof AwsError ? 400 : 500;
      const body = JSON.stringify({ __type: type, message: (error as Error).message });
      return { status, headers: { ...headers, 'x-amzn-errortype': type }, body };
    }
  };
}

/** A server, not yet listening, that answers as {@link emulateProviders} does. */
export const createAwsEndpoint = (...providers: Parameters<typeof emulateProviders>): Server =>
  serveEmulator(emulateProviders(...providers));
