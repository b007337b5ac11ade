import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDbError } from './errors.ts';
import type { Input } from './requests.ts';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Input;
}

/**
 * Lets all DynamoDB clients of this process call the operations directly, without HTTP and the SDK's middleware. The product
 * can so be measured without the costs of emulating. Roles are not checked. Returns a function that undoes it.
 */
export function answerInProcess(operations: Readonly<Record<string, (input: Input) => object>>): () => void {
  const clients = DynamoDBClient.prototype as unknown as { send?: (command: Command) => Promise<object> };
  clients.send = async (command) => {
    const name = command.constructor.name.replace(/Command$/, '');
    const operation = operations[name];
    if (!operation) throw new Error(`The local DynamoDB does not implement the operation ${name}.`);
    try {
      return fromWire(operation(toWire(command.input) as Input)) as object;
    } catch (error) {
      throw error instanceof DynamoDbError ? toSdkError(error) : error;
    }
  };
  return () => {
    delete clients.send;
  };
}

/** On the wire, bytes are base64. */
function toWire(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return mapMembers(value, (_name, member) => toWire(member));
}

function fromWire(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return mapMembers(value, (name, member) =>
    name === 'B' && typeof member === 'string'
      ? new Uint8Array(Buffer.from(member, 'base64'))
      : fromWire(member),
  );
}

function mapMembers(value: object, map: (name: string, member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => map('', member));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(name, member)]));
}

const EXCEPTIONS = {
  ConditionalCheckFailedException,
  ResourceInUseException,
  ResourceNotFoundException,
} as const;

function toSdkError({ type, message }: DynamoDbError): Error {
  const name = type.split('#').at(-1) ?? type;
  if (Object.hasOwn(EXCEPTIONS, name)) {
    return new EXCEPTIONS[name as keyof typeof EXCEPTIONS]({ message, $metadata: {} });
  }
  return Object.assign(new Error(message), { name });
}
