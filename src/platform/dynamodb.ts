import type { AttributeMap } from './attribute-values.ts';
import { AwsClient, type AwsClientOptions } from './aws-client.ts';

/** Names and values of the placeholders in expressions. */
interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: AttributeMap;
}

interface ConditionalWrite extends Placeholders {
  readonly TableName: string;
  readonly ConditionExpression?: string;
}

type KeysByTable = Readonly<
  Record<string, { readonly Keys: readonly AttributeMap[]; readonly ConsistentRead?: boolean }>
>;

type PutsByTable = Readonly<
  Record<string, readonly { readonly PutRequest: { readonly Item: AttributeMap } }[]>
>;

interface Query extends Placeholders {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
  readonly KeyConditionExpression: string;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly Select?: 'COUNT';
  readonly ExclusiveStartKey?: AttributeMap;
}

interface QueryResult {
  readonly Items?: readonly AttributeMap[];
  readonly Count?: number;
  readonly LastEvaluatedKey?: AttributeMap;
}

/** The operations of DynamoDB that the service and its tools use, with the members that they use. */
export type DynamoDbOperations = {
  readonly GetItem: readonly [
    { readonly TableName: string; readonly Key: AttributeMap; readonly ConsistentRead?: boolean },
    { readonly Item?: AttributeMap },
  ];
  readonly BatchGetItem: readonly [
    { readonly RequestItems: KeysByTable },
    {
      readonly Responses?: Readonly<Record<string, readonly AttributeMap[]>>;
      readonly UnprocessedKeys?: KeysByTable;
    },
  ];
  readonly PutItem: readonly [ConditionalWrite & { readonly Item: AttributeMap }, object];
  readonly UpdateItem: readonly [
    ConditionalWrite & {
      readonly Key: AttributeMap;
      readonly UpdateExpression: string;
      readonly ReturnValues: 'ALL_NEW';
    },
    { readonly Attributes?: AttributeMap },
  ];
  readonly DeleteItem: readonly [ConditionalWrite & { readonly Key: AttributeMap }, object];
  readonly BatchWriteItem: readonly [
    { readonly RequestItems: PutsByTable },
    { readonly UnprocessedItems?: PutsByTable },
  ];
  readonly Query: readonly [Query, QueryResult];
  /** Only on emulators; CloudFormation creates the table of a stage. */
  readonly CreateTable: readonly [
    {
      readonly TableName: string;
      readonly AttributeDefinitions: readonly object[];
      readonly KeySchema: readonly object[];
      readonly GlobalSecondaryIndexes: readonly object[];
      readonly BillingMode: string;
    },
    object,
  ];
  readonly DescribeTable: readonly [
    { readonly TableName: string },
    { readonly Table?: { readonly TableStatus?: string } },
  ];
  readonly UpdateTimeToLive: readonly [
    { readonly TableName: string; readonly TimeToLiveSpecification: object },
    object,
  ];
};

export type DynamoDbClient = AwsClient<DynamoDbOperations>;

export const createDynamoDbClient = (options?: AwsClientOptions): DynamoDbClient =>
  new AwsClient('dynamodb', options);
