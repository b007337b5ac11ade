import type { BlobReader, Blobs } from './blobs.ts';
import { type Clock, systemClock } from './clock.ts';
import { readVariable, requireVariable } from './environment.ts';
import { type AwsCredentials, type S3Request, signedS3Url } from './s3-links.ts';

/** How long people may use a link to a file, and how long our own requests are good for. */
const LINK_SECONDS = 3_600;
const REQUEST_SECONDS = 300;

const ATTEMPTS = 3;
const ATTEMPT_MS = 5_000;

export interface S3Bucket {
  readonly bucketUrl: string;
  readonly region: string;
  /** As they are at the moment. */
  readonly credentials: () => AwsCredentials;
  readonly clock: Clock;
}

/**
 * Files as objects of a bucket, by signed URLs: AWS' client of S3 is half a bundle, and alerts come in through the
 * function that takes files. They are downloaded and never shown in the browser, whatever their type says: anybody with
 * a key can upload a page with a script in it.
 */
export function createS3Blobs({ bucketUrl, region, credentials, clock }: S3Bucket): Blobs & BlobReader {
  const signed = (request: Omit<S3Request, 'bucketUrl' | 'region'>) =>
    signedS3Url({ ...request, bucketUrl, region }, credentials(), clock());

  /**
   * What S3 did not answer, or answered that it could not do now, is tried again: the same request does no harm.
   * Undefined where there is no such file.
   */
  async function ask(
    method: 'GET' | 'PUT' | 'DELETE',
    key: string,
    init?: RequestInit,
  ): Promise<Uint8Array | undefined> {
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        const url = signed({ method, key, expiresInSeconds: REQUEST_SECONDS });
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
    throw new Error(`S3 did not do a ${method}: ${reason}`);
  }

  /** As {@link ask}, of what is to be there: without it, it is the bucket that is missing. */
  async function have(...[method, ...rest]: Parameters<typeof ask>): Promise<void> {
    if (!(await ask(method, ...rest))) throw new Error(`S3 did not do a ${method}: there is no such bucket`);
  }

  return {
    put: (key, bytes, contentType) =>
      have('PUT', key, { body: new Uint8Array(bytes), headers: { 'content-type': contentType } }),
    async read(key, maxBytes) {
      const bytes = await ask('GET', key, { headers: { range: `bytes=0-${maxBytes - 1}` } });
      return bytes?.subarray(0, maxBytes);
    },
    url: async (key, fileName) =>
      signed({
        method: 'GET',
        key,
        parameters: {
          'response-content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        },
        expiresInSeconds: LINK_SECONDS,
      }),
    // S3 answers 204 where there is no such file, too.
    delete: (key) => have('DELETE', key),
  };
}

/** The bucket that the variable names, in the region and by the credentials that Lambda puts into the environment. */
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
