/** An error as DynamoDB answers it. The SDK throws an exception named by the last part of the type. */
export class DynamoDbError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const SERVICE = 'com.amazonaws.dynamodb.v20120810#';

export const invalid = (message: string): DynamoDbError =>
  new DynamoDbError('com.amazon.coral.validate#ValidationException', message);

/** What this emulator lacks is refused, so that nothing seems to work that would behave differently on AWS. */
export const notImplemented = (what: string): DynamoDbError =>
  invalid(`The local DynamoDB does not implement ${what}.`);

export const conditionFailed = (): DynamoDbError =>
  new DynamoDbError(`${SERVICE}ConditionalCheckFailedException`, 'The conditional request failed');

export const noSuchTable = (message = 'Requested resource not found'): DynamoDbError =>
  new DynamoDbError(`${SERVICE}ResourceNotFoundException`, message);

export const tableExists = (name: string): DynamoDbError =>
  new DynamoDbError(`${SERVICE}ResourceInUseException`, `Table already exists: ${name}`);

export const throttled = (message: string): DynamoDbError =>
  new DynamoDbError(`${SERVICE}ProvisionedThroughputExceededException`, message);
