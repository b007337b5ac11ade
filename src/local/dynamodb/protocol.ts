import type { Emulate, EmulatedRequest } from '../shared/emulated-http.ts';
import { DynamoDbError } from './errors.ts';
import type { Input } from './requests.ts';

type Operations = Readonly<Record<string, (input: Input) => object>>;

const TARGET = /^DynamoDB_20120810\.(\w+)$/;

/** Answers requests in DynamoDB's JSON protocol. It does not check signatures. */
export const emulateDynamoDb =
  (operations: Operations): Emulate =>
  (request) => {
    try {
      return respond(200, call(operations, request));
    } catch (error) {
      const { type, status } =
        error instanceof DynamoDbError
          ? { type: error.type, status: 400 }
          : { type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', status: 500 };
      return respond(status, { __type: type, message: (error as Error).message });
    }
  };

function call(operations: Operations, { headers, body }: EmulatedRequest): object {
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

function parse(body: string): Input {
  try {
    return JSON.parse(body);
  } catch {
    throw new DynamoDbError('com.amazon.coral.service#SerializationException', 'The body is not JSON.');
  }
}

const respond = (status: number, result: object) => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': crypto.randomUUID() },
  body: JSON.stringify(result),
});
