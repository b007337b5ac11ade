import { createHash, createHmac } from 'node:crypto';
import type { Instant } from './clock.ts';

/** What S3 knows the asker by. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Of the bucket: https://bucket.s3.region.amazonaws.com, or http://127.0.0.1:port/bucket. */
  readonly bucketUrl: string;
  readonly key: string;
  readonly region: string;
  /** What S3 is to answer otherwise than usual, such as `response-content-disposition`. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly expiresInSeconds: number;
}

/** As AWS wants it: all but letters, digits and -._~ */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * A URL that does the request for whoever has it, signed by Signature Version 4 in the query:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function signedS3Url(request: S3Request, credentials: AwsCredentials, now: Instant): string {
  const { method, bucketUrl, key, region, parameters, expiresInSeconds } = request;
  const url = new URL(bucketUrl);
  const path = `${url.pathname.replace(/\/$/, '')}/${key.split('/').map(encoded).join('/')}`;
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const query = Object.entries({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expiresInSeconds),
    ...(credentials.sessionToken && { 'X-Amz-Security-Token': credentials.sessionToken }),
    'X-Amz-SignedHeaders': 'host',
    ...parameters,
  })
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const canonical = [method, path, query, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  );
  const signingKey = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(signingKey, toSign).toString('hex');
  return `${url.origin}${path}?${query}&X-Amz-Signature=${signature}`;
}
