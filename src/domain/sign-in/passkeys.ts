import { writeAudited } from '../../platform/audit-trail.ts';
import { type Instant, SECOND, toIso } from '../../platform/clock.ts';
import { sha256 } from '../../platform/ids.ts';
import { passkeyIndexAttributes, passkeyKey, passkeysPk, signInChallengeKey } from '../../platform/keys.ts';
import {
  conditionHolds,
  type Item,
  ifExists,
  ifNotExists,
  queryAll,
  type Table,
} from '../../platform/table.ts';
import type { Candidate } from './email-sign-in.ts';

/** A passkey of a user: a key pair of which the private part never leaves their device or password manager. */
export interface Passkey extends Candidate {
  /** Given by the authenticator, in base64url. */
  readonly credentialId: string;
  /** COSE key in base64url. */
  readonly publicKey: string;
  /** Signatures that the authenticator has made, if it counts them. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** Chosen by the user. */
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt?: Instant;
}

/** More are refused: somebody who needs them has a mistake in a script. */
export const MAX_PASSKEYS = 20;

/** The id of a passkey in the API: credential ids may be long. */
export const getPasskeyId = ({ credentialId }: Pick<Passkey, 'credentialId'>): string =>
  sha256(credentialId).slice(0, 32);

const toPasskey = ({ pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ...passkey }: Item): Passkey =>
  passkey as unknown as Passkey;

/** The name and owner of a passkey, as the audit log shows it. */
const toAudited = (passkey: Passkey) => {
  const { name, userId } = passkey;
  return { id: getPasskeyId(passkey), version: 1, name, userId };
};

/** Stores a new passkey, with an audit entry. False if the credential is registered already, by anybody. */
export const addPasskey = (table: Table, passkey: Passkey): Promise<boolean> => {
  const id = getPasskeyId(passkey);
  const { accountId, userId, createdAt } = passkey;
  const item = {
    ...passkeyKey(id),
    ...passkeyIndexAttributes(accountId, userId, toIso(createdAt), id),
    ...passkey,
  };
  const change = { accountId, type: 'PASSKEY', after: toAudited(passkey) } as const;
  return conditionHolds(writeAudited(table, change, () => table.put(item, ifNotExists)));
};

/** The passkey with this id in the API; undefined if it is unknown or was removed. */
export async function findPasskeyById(table: Table, passkeyId: string): Promise<Passkey | undefined> {
  const item = await table.get(passkeyKey(passkeyId));
  return item && toPasskey(item);
}

/** The passkey of a credential; undefined if it is unknown or was removed. */
export async function findPasskey(table: Table, credentialId: string): Promise<Passkey | undefined> {
  const passkey = await findPasskeyById(table, getPasskeyId({ credentialId }));
  return passkey?.credentialId === credentialId ? passkey : undefined;
}

/** The user's passkeys, oldest first. One that was just added may be missing for a moment. */
export async function listPasskeys(
  table: Table,
  accountId: string,
  userId: string,
): Promise<readonly Passkey[]> {
  const entries = await queryAll(table, { index: 'gsi1', pk: passkeysPk(accountId, userId) });
  const items = await table.batchGet(entries.map(({ pk, sk }) => ({ pk, sk })));
  return items.map(toPasskey).toSorted((a, b) => a.createdAt - b.createdAt);
}

/** Notes that a passkey was used. */
export async function touchPasskey(
  table: Table,
  passkey: Passkey,
  counter: number,
  now: Instant,
): Promise<void> {
  const change = {
    expression: 'SET #counter = :counter, lastUsedAt = :now',
    names: { '#counter': 'counter' },
    values: { ':counter': counter, ':now': now },
  };
  await conditionHolds(table.update(passkeyKey(getPasskeyId(passkey)), change, ifExists));
}

/** Removes a passkey of the user, with an audit entry. False if the user has none with that id. */
export async function removePasskey(
  table: Table,
  { accountId, userId }: Candidate,
  passkeyId: string,
): Promise<boolean> {
  const passkey = await findPasskeyById(table, passkeyId);
  if (passkey?.accountId !== accountId || passkey.userId !== userId) return false;
  const change = { accountId, type: 'PASSKEY', before: toAudited(passkey) } as const;
  return conditionHolds(
    writeAudited(table, change, () =>
      table.delete(passkeyKey(passkeyId), {
        expression: 'accountId = :accountId AND userId = :userId',
        values: { ':accountId': accountId, ':userId': userId },
      }),
    ),
  );
}

/** How long somebody may take with their authenticator, in milliseconds. */
export const CHALLENGE_MS = 300 * SECOND;

/** The purpose of a challenge. A challenge for signing in cannot register a passkey. */
export type ChallengePurpose = 'REGISTER' | 'SIGNIN';

type ChallengeItem = Item & { readonly challenge: string; readonly validUntil: Instant };

/** Keeps a challenge until the browser with this secret answers it. */
export async function storeChallenge(
  table: Table,
  purpose: ChallengePurpose,
  browserSecret: string,
  challenge: string,
  now: Instant,
): Promise<void> {
  const validUntil = now + CHALLENGE_MS;
  await table.put({
    ...signInChallengeKey(sha256(browserSecret), purpose),
    challenge,
    validUntil,
    expiresAt: Math.ceil(validUntil / SECOND),
  });
}

/** Takes the challenge of a browser. Undefined if there is none, or if it has expired: each is answered once. */
export async function takeChallenge(
  table: Table,
  purpose: ChallengePurpose,
  browserSecret: string,
  now: Instant,
): Promise<string | undefined> {
  const key = signInChallengeKey(sha256(browserSecret), purpose);
  const item = await table.get<ChallengeItem>(key);
  if (!item || item.validUntil <= now) return undefined;
  return (await conditionHolds(table.delete(key, ifExists))) ? item.challenge : undefined;
}
