import type { BlobReader, Blobs } from './blobs.ts';
import { type Clock, systemClock } from './clock.ts';
import { readVariable, requireVariable } from './environment.ts';
import { type AwsCredentials, type S3Request, signS3Url } from './s3-links.ts';

/**
 * Validity of the links given to people. A link also ends with the credentials that signed it, which Lambda replaces at times
 * that AWS does not document, so a long validity would be a promise that only some links keep.
 */
const LINK_SECONDS = 900;

/** Validity of the service's own requests. */
const REQUEST_SECONDS = 300;

const ATTEMPTS = 2;
const ATTEMPT_MS = 3_500;

export interface S3Bucket {
  readonly bucketUrl: string;
  readonly region: string;
  /** The current credentials: Lambda rotates them. */
  readonly credentials: () => AwsCredentials;
  readonly clock: Clock;
}

/**
 * Files as objects in a bucket, accessed through presigned URLs. The AWS SDK's S3 client would double the bundle of
 * alerts-api, the function on the hot path. Links always download the file and never show it in the browser, whatever its
 * content type: anybody with an API key can upload a page with a script in it.
 */
export function createS3Blobs({ bucketUrl, region, credentials, clock }: S3Bucket): Blobs & BlobReader {
  const sign = (unsigned: Omit<S3Request, 'bucketUrl' | 'region'>) =>
    signS3Url({ ...unsigned, bucketUrl, region }, credentials(), clock());

  /**
   * Makes a request; retries network errors and 5xx, because all of these requests are idempotent. Undefined if there is
   * no such file. The error names the status only: the URL holds a signature.
   */
  async function request(
    method: 'GET' | 'PUT' | 'DELETE',
    key: string,
    init?: RequestInit,
  ): Promise<Uint8Array | undefined> {
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        const url = await sign({ method, key, expiresInSeconds: REQUEST_SECONDS });
        const response = await fetch(url, { method, ...init, signal: AbortSignal.timeout(ATTEMPT_MS) });
        const bytes = await response.bytes();
        if (response.ok) return bytes;
        if (response.status === 404) return undefined;
        reason = `status ${response.status}`;
        if (response.status < 500) break;
      } catch (error) {
        reason = (error as Error).name;
      }
    }
    throw new Error(`S3 ${method} failed: ${reason}`);
  }

  /** Like {@link request}, for methods to which S3 answers 404 only if the bucket is missing. */
  async function requestInBucket(...[method, ...rest]: Parameters<typeof request>): Promise<void> {
    if (!(await request(method, ...rest))) throw new Error(`S3 ${method} failed: no such bucket`);
  }

  return {
    put: (key, bytes, contentType) =>
      requestInBucket('PUT', key, { body: new Uint8Array(bytes), headers: { 'content-type': contentType } }),
    async read(key, maxBytes) {
      const bytes = await request('GET', key, { headers: { range: `bytes=0-${maxBytes - 1}` } });
      return bytes?.subarray(0, maxBytes);
    },
    url: async (key, fileName) =>
      sign({
        method: 'GET',
        key,
        parameters: {
          'response-content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        },
        expiresInSeconds: LINK_SECONDS,
      }),
    // S3 answers 204 even if there is no such file.
    delete: (key) => requestInBucket('DELETE', key),
  };
}

/** The bucket named by the variable, with the region and credentials that Lambda sets in the environment. */
export function blobsFromEnvironment(
  variable: 'ATTACHMENTS_BUCKET' | 'INBOUND_EMAIL_BUCKET' = 'ATTACHMENTS_BUCKET',
): Blobs & BlobReader {
  const bucket = requireVariable(variable);
  const region = requireVariable('AWS_REGION');
  const endpoint = readVariable('AWS_ENDPOINT_URL_S3', readVariable('AWS_ENDPOINT_URL', ''));
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const sessionToken = () => readVariable('AWS_SESSION_TOKEN', '');
  return createS3Blobs({
    bucketUrl: endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.${domain}`,
    region,
    credentials: () => ({
      accessKeyId: requireVariable('AWS_ACCESS_KEY_ID'),
      secretAccessKey: requireVariable('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken() && { sessionToken: sessionToken() }),
    }),
    clock: systemClock,
  });
}
