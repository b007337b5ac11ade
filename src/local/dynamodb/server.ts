import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from '../shared/http-body.ts';
import { DynamoDbError } from './errors.ts';
import type { Input } from './requests.ts';

const TARGET = /^DynamoDB_20120810\.(\w+)$/;
const KEEP_ALIVE_MS = 60_000;

/** Serves the operations by HTTP, in DynamoDB's JSON protocol. It does not check signatures. */
export function createDynamoDbServer(operations: Readonly<Record<string, (input: Input) => object>>): Server {
  const server = createServer(async (request, response) => {
    try {
      reply(response, 200, call(operations, request, await readBody(request)));
    } catch (error) {
      const { type, status } =
        error instanceof DynamoDbError
          ? { type: error.type, status: 400 }
          : { type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', status: 500 };
      reply(response, status, { __type: type, message: (error as Error).message });
    }
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

function call(
  operations: Readonly<Record<string, (input: Input) => object>>,
  { headers }: IncomingMessage,
  body: Buffer,
): object {
  const [, name = ''] = TARGET.exec(String(headers['x-amz-target'])) ?? [];
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) {
    throw new DynamoDbError(
      'com.amazon.coral.service#UnknownOperationException',
      `The local DynamoDB does not implement the operation ${name || headers['x-amz-target']}.`,
    );
  }
  return operation(parse(body));
}

function parse(body: Buffer): Input {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new DynamoDbError('com.amazon.coral.service#SerializationException', 'The body is not JSON.');
  }
}

function reply(response: ServerResponse, status: number, result: object): void {
  const body = JSON.stringify(result);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': crypto.randomUUID(),
  });
  response.end(body);
}
