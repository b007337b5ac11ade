import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

/** Configuration of the AWS clients. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Checks `sls remove` for a stage that retains its data, as production does. It must be refused while the stack is
 * protected. Without the protection it removes the stack but retains table and attachments. Throws if not.
 */
export async function rehearseRemoval(
  stack: string,
  remove: () => Promise<unknown>,
  access: ClientSettings,
): Promise<void> {
  if (await succeeds(remove)) throw new Error(`${stack} was removed although it is protected.`);

  const cloudFormation = new CloudFormationClient(access);
  await cloudFormation.send(
    new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: false }),
  );
  await remove();

  const table = new DynamoDBClient(access);
  const { Count = 0 } = await table.send(new ScanCommand({ TableName: stack, Limit: 1 }));
  if (Count === 0) throw new Error('The table was emptied with the stack.');
  if (await succeeds(() => table.send(new DeleteTableCommand({ TableName: stack })))) {
    throw new Error('The table could be deleted although it is protected.');
  }

  const files = new S3Client({ ...access, forcePathStyle: true });
  const { Buckets = [] } = await files.send(new ListBucketsCommand({}));
  const kept = Buckets.find(({ Name = '' }) => Name.includes('attachmentsbucket'));
  const { KeyCount = 0 } = await files.send(new ListObjectsV2Command({ Bucket: kept?.Name }));
  if (KeyCount === 0) throw new Error('The attachments were deleted with the stack.');
}

async function succeeds(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch {
    return false;
  }
}
