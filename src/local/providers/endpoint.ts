import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from '../shared/http-body.ts';
import type { Outbox } from '../shared/outbox.ts';
import { AwsError } from '../step-functions/endpoint.ts';
import { sendEmail, sendPush, sendPushover, smsVoiceOperations } from './messages.ts';
import { parameterStore } from './parameter-store.ts';

type Operation = (input: Readonly<Record<string, unknown>>) => object;

/** Emulates several AWS services, and Pushover, on one address, distinguished by header and path as the AWS SDK sends them. */
export function createAwsEndpoint(
  outbox: Outbox,
  stepFunctions: () => Readonly<Record<string, Operation>>,
): Server {
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

  const handle = (request: IncomingMessage, body: Buffer): object => {
    if (request.url === '/1/messages.json') return sendPushover(outbox, new URLSearchParams(body.toString()));
    const input = body.length > 0 ? JSON.parse(body.toString('utf8')) : {};
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') return jsonProtocol(target, input);
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/v2/email/outbound-emails') return sendEmail(outbox, input);
    const push = /^\/v1\/apps\/([^/]+)\/messages\/?$/.exec(path);
    if (push) return sendPush(outbox, decodeURIComponent(push[1] ?? ''), input);
    throw new AwsError('UnknownOperationException', `${path} is not available on localhost.`);
  };

  const server = createServer(async (request, response) => {
    try {
      reply(request, response, 200, handle(request, await readBody(request)));
    } catch (error) {
      const type = error instanceof AwsError ? error.type : 'InternalFailure';
      response.setHeader('x-amzn-errortype', type);
      const status = error instanceof AwsError ? 400 : 500;
      reply(request, response, status, { __type: type, message: (error as Error).message });
    }
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

function reply(request: IncomingMessage, response: ServerResponse, status: number, result: object): void {
  const body = JSON.stringify(result);
  response.writeHead(status, {
    'content-type': request.headers['x-amz-target'] ? 'application/x-amz-json-1.0' : 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': crypto.randomUUID(),
  });
  response.end(body);
}
