import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

/** How the clients reach the account. */
interface Access {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * What `sls remove` comes to for a stage that keeps what it has, as production does: it is refused; and if somebody takes
 * the protection of the stack away, the stack goes, and what was stored stays. Throws where it is otherwise.
 */
export async function rehearseRemoval(
  stack: string,
  remove: () => Promise<unknown>,
  access: Access,
): Promise<void> {
  if (await succeeds(remove)) throw new Error(`${stack} was removed though it is protected.`);

  const cloudFormation = new CloudFormationClient(access);
  await cloudFormation.send(
    new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: false }),
  );
  await remove();

  const table = new DynamoDBClient(access);
  const { Count = 0 } = await table.send(new ScanCommand({ TableName: stack, Limit: 1 }));
  if (Count === 0) throw new Error('What was in the table went with the stack.');
  if (await succeeds(() => table.send(new DeleteTableCommand({ TableName: stack })))) {
    throw new Error('The table let itself be deleted.');
  }

  const files = new S3Client({ ...access, forcePathStyle: true });
  const { Buckets = [] } = await files.send(new ListBucketsCommand({}));
  const kept = Buckets.find(({ Name = '' }) => Name.includes('attachmentsbucket'));
  const { KeyCount = 0 } = await files.send(new ListObjectsV2Command({ Bucket: kept?.Name }));
  if (KeyCount === 0) throw new Error('The attachments went with the stack.');
}

async function succeeds(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch {
    return false;
  }
}
