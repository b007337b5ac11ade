import { HOUR, type Instant, SECOND } from '../../platform/clock.ts';
import { sha256 } from '../../platform/ids.ts';
import { replyCodeIn, replyCodeKey, replyCodesOf } from '../../platform/keys.ts';
import { conditionHolds, type Item, queryAll, type Table } from '../../platform/table.ts';

/** The alert and user that a reply code identifies. */
export interface ReplyCodeTarget {
  readonly accountId: string;
  readonly alertId: string;
  readonly userId: string;
}

/** A code that was sent to a number, with its target. */
export interface AssignedCode extends ReplyCodeTarget {
  readonly code: string;
  readonly validUntil: Instant;
}

/** Reply codes, by which recipients can acknowledge or close an alert by SMS. */
export interface ReplyCodes {
  /**
   * Assigns the code for SMS about the alert to the user at that number (E.164): four digits. The same code as long as it
   * is valid, so that one reply covers repeated notifications. Undefined if the number has too many codes in use.
   */
  assign(target: ReplyCodeTarget, phone: string, now: Instant): Promise<string | undefined>;
  /** The target of the code in SMS to that number; undefined if the code is unknown or expired. */
  find(phone: string, code: string, now: Instant): Promise<ReplyCodeTarget | undefined>;
  /** The codes that were sent to that number, the latest first, and some that have expired since. */
  list(phone: string): Promise<readonly AssignedCode[]>;
}

/** A code is valid for this long after the last SMS with it, as links are. */
export const REPLY_CODE_LIFETIME_MS = 24 * HOUR;

const FIRST = 1_000;
const CODES = 9_000;

/** With a thousand codes in use, one alert in a hundred million finds no free code. */
export const CODE_ATTEMPTS = 8;

type CodeItem = Item & ReplyCodeTarget & { readonly expiresAt: number };

/**
 * The candidate codes are derived from the target, so that the same target finds its code again without a look-up. They
 * are spread out, so that the code of an old SMS rarely belongs to a current alert.
 */
function getCandidate(target: ReplyCodeTarget, attempt: number): string {
  const hash = sha256(JSON.stringify([target.accountId, target.alertId, target.userId, attempt]));
  return String(FIRST + (Number.parseInt(hash.slice(0, 12), 16) % CODES));
}

/** Reply codes in the table: one item per code, written once per SMS. */
export function createReplyCodes(table: Table): ReplyCodes {
  function claimCode(target: ReplyCodeTarget, phone: string, code: string, now: Instant): Promise<boolean> {
    const { accountId, alertId, userId } = target;
    return conditionHolds(
      table.put(
        {
          ...replyCodeKey(phone, code),
          accountId,
          alertId,
          userId,
          expiresAt: Math.floor((now + REPLY_CODE_LIFETIME_MS) / SECOND),
        },
        {
          expression:
            'attribute_not_exists(pk) OR expiresAt <= :now OR ' +
            '(accountId = :account AND alertId = :alert AND userId = :user)',
          values: { ':now': now / SECOND, ':account': accountId, ':alert': alertId, ':user': userId },
        },
      ),
    );
  }

  return {
    async assign(target, phone, now) {
      for (let attempt = 0; attempt < CODE_ATTEMPTS; attempt++) {
        const code = getCandidate(target, attempt);
        if (await claimCode(target, phone, code, now)) return code;
      }
      return undefined;
    },

    async find(phone, code, now) {
      const item = await table.get<CodeItem>(replyCodeKey(phone, code));
      if (!item || item.expiresAt * SECOND <= now) return undefined;
      const { accountId, alertId, userId } = item;
      return { accountId, alertId, userId };
    },

    async list(phone) {
      const { pk, prefix } = replyCodesOf(phone);
      const items = await queryAll<CodeItem>(table, { pk, sk: { beginsWith: prefix } });
      return items
        .map(({ sk, accountId, alertId, userId, expiresAt }) => ({
          code: replyCodeIn(sk),
          accountId,
          alertId,
          userId,
          validUntil: expiresAt * SECOND,
        }))
        .sort((a, b) => b.validUntil - a.validUntil);
    },
  };
}
