import { HOUR, type Instant, SECOND } from '../../platform/clock.ts';
import { sha256 } from '../../platform/ids.ts';
import { replyCodeKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, type Table } from '../../platform/table.ts';

/** Whom a text told of which alert: what its code stands for. */
export interface CodeHolder {
  readonly accountId: string;
  readonly alertId: string;
  readonly userId: string;
}

/** The codes by which texts can be answered. */
export interface ReplyCodes {
  /**
   * The code for texts about the alert to the user at that number (E.164), four digits. The same as long as it works,
   * so that whoever is told again has one answer for all of it. Undefined where the number has too many already.
   */
  give(holder: CodeHolder, phone: string, now: Instant): Promise<string | undefined>;
  /** What the code stands for on texts to that number; undefined where it stands for nothing, or no longer. */
  find(phone: string, code: string, now: Instant): Promise<CodeHolder | undefined>;
}

/** A code works for so long after the last text with it, as links do. */
export const CODE_LIFETIME_MS = 24 * HOUR;

const FIRST = 1_000;
const CODES = 9_000;

/** With a thousand codes in use, one alert in a hundred million finds none that is free. */
export const CODE_ATTEMPTS = 8;

type CodeItem = Item & CodeHolder & { readonly expiresAt: number };

/**
 * The attempts' codes follow from whom the text is for, so that giving one again finds it again without looking, and
 * they lie far apart, so that an old text rarely names what is an alert of today.
 */
function candidate(holder: CodeHolder, attempt: number): string {
  const hash = sha256(JSON.stringify([holder.accountId, holder.alertId, holder.userId, attempt]));
  return String(FIRST + (Number.parseInt(hash.slice(0, 12), 16) % CODES));
}

/** Codes in the table: one item each, written once a text. */
export function replyCodes(table: Table): ReplyCodes {
  function take(holder: CodeHolder, phone: string, code: string, now: Instant): Promise<boolean> {
    const { accountId, alertId, userId } = holder;
    return conditionHolds(
      table.put(
        {
          ...replyCodeKey(phone, code),
          accountId,
          alertId,
          userId,
          expiresAt: Math.floor((now + CODE_LIFETIME_MS) / SECOND),
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
    async give(holder, phone, now) {
      for (let attempt = 0; attempt < CODE_ATTEMPTS; attempt++) {
        const code = candidate(holder, attempt);
        if (await take(holder, phone, code, now)) return code;
      }
      return undefined;
    },

    async find(phone, code, now) {
      const item = await table.get<CodeItem>(replyCodeKey(phone, code));
      if (!item || item.expiresAt * SECOND <= now) return undefined;
      const { accountId, alertId, userId } = item;
      return { accountId, alertId, userId };
    },
  };
}
