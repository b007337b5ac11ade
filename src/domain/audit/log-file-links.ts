import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import type { AccountSecrets } from '../accounts/secrets.ts';

/** A link to a file works for so long. */
export const LINK_LIFETIME_MS = 10 * MINUTE;

/** What a link leads to. */
export interface LinkedFile {
  readonly accountId: string;
  readonly filename: string;
}

const macOf = (secret: Buffer, { accountId, filename }: LinkedFile, expires: number): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([accountId, filename, expires]))
    .digest();

/** The address under `base` by which whoever has it gets the file, for {@link LINK_LIFETIME_MS}. */
export async function createLogFileLink(
  secrets: AccountSecrets,
  base: string,
  file: LinkedFile,
  now: Instant,
): Promise<string> {
  const expires = Math.ceil((now + LINK_LIFETIME_MS) / SECOND);
  const signature = macOf(await secrets.get(file.accountId, 'logs'), file, expires).toString('base64url');
  return `${base}/v2/logs/files/${file.accountId}/${file.filename}?expires=${expires}&signature=${signature}`;
}

/** Judges a link. Whether it has expired is said only of one that was truly signed. */
export async function checkLogFileLink(
  secrets: AccountSecrets,
  file: LinkedFile,
  { expires, signature }: { readonly expires: number; readonly signature: string },
  now: Instant,
): Promise<'good' | 'expired' | 'forged'> {
  const secret = await secrets.find(file.accountId, 'logs');
  if (!secret) return 'forged';
  const [right, given] = [macOf(secret, file, expires), Buffer.from(signature, 'base64url')];
  if (right.length !== given.length || !timingSafeEqual(right, given)) return 'forged';
  return expires * SECOND <= now ? 'expired' : 'good';
}
