import { AwsClient, AwsServiceError } from '../../platform/aws-client.ts';
import { DynamoDbError } from './errors.ts';
import type { Input } from './requests.ts';

/**
 * Lets all DynamoDB clients of the service in this process call the operations directly, without signatures and HTTP. The
 * product can so be measured without the costs of emulating. Roles are not checked. Returns a function that undoes it.
 */
export function answerInProcess(operations: Readonly<Record<string, (input: Input) => object>>): () => void {
  const clients = AwsClient.prototype as unknown as {
    call: (this: AwsClient<never>, operation: string, input: object) => Promise<object>;
  };
  const { call } = clients;
  clients.call = async function answered(operation, input) {
    if (this.service !== 'dynamodb') return call.call(this, operation, input);
    const answer = operations[operation];
    if (!answer) throw new Error(`The local DynamoDB does not implement the operation ${operation}.`);
    try {
      // The store keeps these very objects. src/platform/table.ts makes new ones for each call, and keeps none.
      return answer(input as Input);
    } catch (error) {
      throw error instanceof DynamoDbError ? toServiceError(error) : error;
    }
  };
  return () => {
    clients.call = call;
  };
}

const toServiceError = ({ type, message }: DynamoDbError): AwsServiceError =>
  new AwsServiceError(type.split('#').at(-1) ?? type, message, { httpStatusCode: 400 });
