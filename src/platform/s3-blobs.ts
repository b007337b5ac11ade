import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Blobs } from './blobs.ts';
import { required } from './environment.ts';

const LINK_SECONDS = 3_600;

/**
 * Files as objects of a bucket. They are downloaded and never shown in the browser, whatever their type says: anybody
 * with a key can upload a page with a script in it.
 */
export const s3Blobs = (client: S3Client, bucket: string): Blobs => ({
  async put(key, bytes, contentType) {
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType }),
    );
  },
  url: (key, fileName) =>
    getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      }),
      { expiresIn: LINK_SECONDS },
    ),
  async delete(key) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
});

let shared: Blobs | undefined;

/** The bucket that ATTACHMENTS_BUCKET names; its client is made once. */
export function blobsFromEnvironment(): Blobs {
  shared ??= s3Blobs(new S3Client({}), required('ATTACHMENTS_BUCKET'));
  return shared;
}
