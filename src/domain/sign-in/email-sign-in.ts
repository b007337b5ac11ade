import { randomInt } from 'node:crypto';
import { type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import { sha256 } from '../../platform/ids.ts';
import { emailSignInKey } from '../../platform/keys.ts';
import {
  conditionHolds,
  type Item,
  ifExists,
  resultIfConditionHolds,
  type Table,
} from '../../platform/table.ts';
import { generateSecretKey, isSameHash } from '../accounts/model.ts';

/** How long a code and link are valid, in milliseconds. */
export const EMAIL_SIGN_IN_MS = 10 * MINUTE;

/** How many codes may be tried. With eight digits, somebody who guesses succeeds once in 20 million. */
export const CODE_TRIES = 5;

const CODE_DIGITS = 8;

/** A user who may sign in, by ids. */
export interface Candidate {
  readonly accountId: string;
  readonly userId: string;
}

/** The answer to a request to sign in. */
export interface EmailSignIn {
  /** Kept by the browser that asked. Code and link are worth nothing without it. */
  readonly browserSecret: string;
  /** Sent by e-mail. */
  readonly code: string;
  readonly linkToken: string;
  readonly expiresAt: Instant;
}

type EmailSignInItem = Item & {
  readonly codeHash: string;
  readonly linkHash: string;
  readonly candidates: readonly Candidate[];
  readonly tries: number;
  readonly validUntil: Instant;
};

/** The code is short, so its hash includes the browser's secret, which is not stored. */
const hashCode = (browserSecret: string, code: string): string => sha256(`${browserSecret} ${code}`);

const toKey = (browserSecret: string) => emailSignInKey(sha256(browserSecret));

/**
 * Begins a sign-in by e-mail for the users with an address. It is stored even if there is none, so that nobody learns from
 * the answer or its time who has an account.
 */
export async function beginEmailSignIn(
  table: Table,
  candidates: readonly Candidate[],
  now: Instant,
): Promise<EmailSignIn> {
  const browserSecret = generateSecretKey();
  const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
  const linkToken = generateSecretKey();
  const validUntil = now + EMAIL_SIGN_IN_MS;
  await table.put({
    ...toKey(browserSecret),
    codeHash: hashCode(browserSecret, code),
    linkHash: sha256(linkToken),
    candidates,
    tries: 0,
    validUntil,
    expiresAt: Math.ceil(validUntil / SECOND),
  });
  return { browserSecret, code, linkToken, expiresAt: validUntil };
}

/** The proof that the recipient of the e-mail presents. */
export type EmailProof = { readonly code: string } | { readonly linkToken: string };

export type EmailProofResult =
  /** The proof is right. Nobody has signed in yet: see {@link finishEmailSignIn}. */
  | { readonly kind: 'proven'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  /** It was used, has expired, or was tried too often. */
  | { readonly kind: 'ended' };

/** Checks a code or link. Every check counts, so that trying all codes is not possible from several browsers either. */
export async function checkEmailProof(
  table: Table,
  browserSecret: string,
  proof: EmailProof,
  now: Instant,
): Promise<EmailProofResult> {
  const item = await resultIfConditionHolds(
    table.update<EmailSignInItem>(
      toKey(browserSecret),
      { expression: 'ADD tries :one', values: { ':one': 1 } },
      {
        expression: 'attribute_exists(pk) AND tries < :max AND validUntil > :now',
        values: { ':max': CODE_TRIES, ':now': now },
      },
    ),
  );
  if (!item) return { kind: 'ended' };
  const isRight =
    'code' in proof
      ? isSameHash(item.codeHash, hashCode(browserSecret, proof.code))
      : isSameHash(item.linkHash, sha256(proof.linkToken));
  return isRight && item.candidates.length > 0
    ? { kind: 'proven', candidates: item.candidates }
    : { kind: 'wrong', triesLeft: CODE_TRIES - item.tries };
}

/** Uses the sign-in up. False if another request has done so: code and link work once. */
export const finishEmailSignIn = (table: Table, browserSecret: string): Promise<boolean> =>
  conditionHolds(table.delete(toKey(browserSecret), ifExists));
