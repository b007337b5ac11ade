import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import type { AccountSecrets } from '../accounts/secrets.ts';

/** How long a link to a file is valid, in milliseconds. */
export const LINK_LIFETIME_MS = 10 * MINUTE;

/** The log file that a link downloads. */
export interface LinkedFile {
  readonly accountId: string;
  readonly filename: string;
}

const computeMac = (secret: Buffer, { accountId, filename }: LinkedFile, expires: number): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([accountId, filename, expires]))
    .digest();

/** A signed URL under `base` that downloads the file without a key, for {@link LINK_LIFETIME_MS}. */
export async function createLogFileLink(
  secrets: AccountSecrets,
  base: string,
  file: LinkedFile,
  now: Instant,
): Promise<string> {
  const expires = Math.ceil((now + LINK_LIFETIME_MS) / SECOND);
  const signature = computeMac(await secrets.get(file.accountId, 'logs'), file, expires).toString(
    'base64url',
  );
  return `${base}/v2/logs/files/${file.accountId}/${file.filename}?expires=${expires}&signature=${signature}`;
}

/** Checks the signature of a link, and then whether it has expired. */
export async function checkLogFileLink(
  secrets: AccountSecrets,
  file: LinkedFile,
  { expires, signature }: { readonly expires: number; readonly signature: string },
  now: Instant,
): Promise<'valid' | 'expired' | 'forged'> {
  const secret = await secrets.find(file.accountId, 'logs');
  if (!secret) return 'forged';
  const [expected, given] = [computeMac(secret, file, expires), Buffer.from(signature, 'base64url')];
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return 'forged';
  return expires * SECOND <= now ? 'expired' : 'valid';
}
