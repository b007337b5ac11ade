import { execFileSync, spawnSync } from 'node:child_process';
import { findBucketsToEmpty } from '../../../serverless/stage-data.ts';

const bucket = (deletionPolicy: string, physicalId: string) => ({
  type: 'AWS::S3::Bucket',
  deletionPolicy,
  physicalId,
});

test('before a removal, the buckets that are deleted with the stack are emptied, and no other', () => {
  const resources = new Map([
    ['AttachmentsBucket', bucket('Delete', 'attachments')],
    ['ReceivedEmailsBucket', bucket('RetainExceptOnCreate', 'emails')],
    ['Old', bucket('Retain', 'old')],
    ['ServerlessDeploymentBucket', bucket('Delete', 'of the framework')],
    ['Table', { type: 'AWS::DynamoDB::Table', deletionPolicy: 'Delete', physicalId: 'table' }],
  ]);
  expect(findBucketsToEmpty(resources)).toEqual(['attachments']);
});

test('a Node that cannot load TypeScript gets an error that names the version to use', () => {
  const check = ['-e', "require('./serverless/check-node.cjs')"];
  const { status, stderr } = spawnSync(process.execPath, ['--no-experimental-strip-types', ...check], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/Error: Node \S+ cannot load serverless\/\*\.ts\. Use "npx sls" in this folder/);
  execFileSync(process.execPath, check);
});
