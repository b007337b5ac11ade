import { AwsV4Signer } from 'aws4fetch';
import { type Instant, toIso } from './clock.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Virtual-hosted or path style: https://bucket.s3.region.amazonaws.com, or http://127.0.0.1:port/bucket. */
  readonly bucketUrl: string;
  readonly key: string;
  readonly region: string;
  /** Query parameters that change the response, such as `response-content-disposition`. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly expiresInSeconds: number;
}

/**
 * A presigned URL: whoever has it may make this one request until it expires. Signature Version 4 in the query string:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export async function signS3Url(
  request: S3Request,
  credentials: AwsCredentials,
  now: Instant,
): Promise<string> {
  const { method, bucketUrl, key, region, parameters, expiresInSeconds } = request;
  const url = new URL(bucketUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${key.split('/').map(encodeURIComponent).join('/')}`;
  url.search = String(new URLSearchParams({ ...parameters, 'X-Amz-Expires': String(expiresInSeconds) }));
  const signed = await new AwsV4Signer({
    ...credentials,
    method,
    url: url.href,
    service: 's3',
    region,
    datetime: toIso(now).replace(/[-:]|\.\d+/g, ''),
    signQuery: true,
  }).sign();
  // URLSearchParams writes a space as +, which not every implementation of S3 reads as a space.
  signed.url.search = signed.url.search.replaceAll('+', '%20');
  return signed.url.href;
}
