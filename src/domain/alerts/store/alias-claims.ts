import { type Instant, MINUTE } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/ids.ts';
import { aliasKey, type ItemKey, requestAliasKey } from '../../../platform/keys.ts';
import {
  conditionHolds,
  type Expression,
  type Item,
  ifNotExists,
  type Table,
} from '../../../platform/table.ts';
import { getExpiry } from '../../requests/retention.ts';

/** Which alert holds an alias. Written before the alert itself, so that a retry creates the alert with the same ids. */
export interface AliasClaim {
  readonly alertId: string;
  readonly tinyId: string;
  /** When it was claimed, or claimed again by a retry. */
  readonly claimedAt?: Instant;
}

/**
 * How long after a claim its worker may still write the alert: longer than a function can run. Messages of one message
 * group are never processed concurrently, but alert policies can give alerts of several groups the same alias.
 */
const CREATION_WINDOW = 2 * MINUTE;

/** Whether the alert of the claim, which does not exist yet, may still be written. */
export const isBeingCreated = ({ claimedAt }: AliasClaim, now: Instant): boolean =>
  claimedAt !== undefined && now - claimedAt < CREATION_WINDOW;

/** An alert as the claim on its alias names it. */
export interface AliasHolder {
  readonly accountId: string;
  readonly alias: string;
  readonly alertId: string;
}

const claimKey = (accountId: string, alias: string): ItemKey => aliasKey(accountId, sha256(alias));

const isHeldBy = ({ alertId }: AliasHolder): Expression => ({
  expression: 'alertId = :mine',
  values: { ':mine': alertId },
});

/** The claim is stored exactly as it was read. */
const isUnchanged = ({ alertId, claimedAt }: AliasClaim): Expression => ({
  expression: `alertId = :stale AND ${
    claimedAt === undefined ? 'attribute_not_exists(claimedAt)' : 'claimedAt = :at'
  }`,
  values: { ':stale': alertId, ...(claimedAt !== undefined && { ':at': claimedAt }) },
});

/** The part of the alert store that ensures one open alert per alias. */
export const createAliasClaims = (table: Table) => ({
  /** The claim on the alias, if there is one. */
  async readClaim(accountId: string, alias: string): Promise<AliasClaim | undefined> {
    const item = await table.get<Item & AliasClaim>(claimKey(accountId, alias));
    if (!item) return undefined;
    const { alertId, tinyId, claimedAt } = item;
    return { alertId, tinyId, ...(claimedAt !== undefined && { claimedAt }) };
  },

  /**
   * Claims the alias if nobody holds it, or if the stored claim is still `stale` (the one that was read). Otherwise
   * throws ConditionFailed.
   */
  async claimAlias(
    accountId: string,
    alias: string,
    claim: AliasClaim,
    stale: AliasClaim | undefined,
    now: Instant,
  ): Promise<void> {
    await table.put(
      { ...claimKey(accountId, alias), ...claim, claimedAt: now },
      stale ? isUnchanged(stale) : ifNotExists,
    );
  },

  /**
   * Lets the claim of a closed alert expire; a new alert may take it over at any time. Until then it leads to the closed
   * alert, so that a redelivered message finds the alert that has applied it.
   */
  async expireClaim(holder: AliasHolder, now: Instant): Promise<void> {
    await conditionHolds(
      table.update(
        claimKey(holder.accountId, holder.alias),
        { expression: 'SET expiresAt = :expiresAt', values: { ':expiresAt': getExpiry(now) } },
        isHeldBy(holder),
      ),
    );
  },

  /** Deletes the claim, unless another alert has taken it over. */
  async releaseClaim(holder: AliasHolder): Promise<void> {
    await conditionHolds(table.delete(claimKey(holder.accountId, holder.alias), isHeldBy(holder)));
  },

  /** The alias that an alert policy gave to the alert of the request, if one did. */
  async readPinnedAlias(accountId: string, requestId: string): Promise<string | undefined> {
    const item = await table.get<Item & { readonly alias: string }>(requestAliasKey(accountId, requestId));
    return item?.alias;
  },

  /** Stores the alias that a policy gives to the alert of the request. The first one stored wins and is returned. */
  async pinAlias(accountId: string, requestId: string, alias: string, now: Instant): Promise<string> {
    const key = requestAliasKey(accountId, requestId);
    const isFirst = await conditionHolds(
      table.put({ ...key, alias, expiresAt: getExpiry(now) }, ifNotExists),
    );
    return isFirst ? alias : ((await table.get<Item & { readonly alias: string }>(key))?.alias ?? alias);
  },
});
