import { AwsV4Signer } from 'aws4fetch';
import type { AwsCredentials } from './s3-links.ts';

const ATTEMPT_MS = 3_000;

/**
 * Reads a SecureString of the SSM Parameter Store, decrypted. The SDK's client would be a package more for one call. Throws
 * if there is no such parameter; the error names the parameter and never its value.
 */
export async function readSecureParameter(
  name: string,
  { region, endpoint, credentials }: { region: string; endpoint: string; credentials: AwsCredentials },
): Promise<string> {
  const signed = await new AwsV4Signer({
    ...credentials,
    method: 'POST',
    url: endpoint,
    service: 'ssm',
    region,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
    body: JSON.stringify({ Name: name, WithDecryption: true }),
  }).sign();
  const { method, url, headers, body } = signed;
  const response = await fetch(url, {
    method,
    headers,
    body: body ?? null,
    signal: AbortSignal.timeout(ATTEMPT_MS),
  });
  if (!response.ok) throw new Error(`The parameter ${name} cannot be read: status ${response.status}`);
  const { Parameter } = (await response.json()) as { Parameter?: { Value?: string } };
  if (!Parameter?.Value) throw new Error(`The parameter ${name} is empty.`);
  return Parameter.Value;
}
