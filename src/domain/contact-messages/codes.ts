import { createHmac, timingSafeEqual } from 'node:crypto';
import { DAY, type Instant, SECOND } from '../../platform/clock.ts';
import { contactCodeKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, resultIfConditionHolds, type Table } from '../../platform/table.ts';
import type { AccountSecrets } from '../accounts/secrets.ts';
import type { Contact } from '../users/model.ts';
import { CODE_LIFETIME_MS, MAX_CODE_TRIES } from './model.ts';

const DIGITS = 6;

/** The contact that a code verifies. */
export interface CodeTarget {
  readonly accountId: string;
  readonly userId: string;
  readonly contact: Pick<Contact, 'id' | 'method' | 'to'>;
}

/** The code that was requested last for a contact. It holds no code: see {@link createContactCodes}. */
export interface PendingCode {
  readonly messageId: string;
  readonly validUntil: Instant;
  /** How many codes have been entered. */
  readonly tries: number;
}

export type CodeCheck = 'right' | 'wrong' | 'too-many-tries' | 'none';

type CodeItem = Item & PendingCode;

export interface ContactCodes {
  /** Makes the message's code the only valid one of the contact. */
  issue(target: CodeTarget, messageId: string, now: Instant): Promise<void>;
  /** The code that the message carries; undefined if it is no longer the valid one. */
  find(target: CodeTarget, messageId: string, now: Instant): Promise<string | undefined>;
  /** The code that can be entered; undefined if there is none or it has expired. */
  findPending(target: CodeTarget, now: Instant): Promise<PendingCode | undefined>;
  /** Checks a code that somebody entered, and counts it as a try. `none`: no code is valid now. */
  check(target: CodeTarget, entered: string, now: Instant): Promise<CodeCheck>;
  /** Ends the code of the contact, because it has been used. */
  discard(target: CodeTarget): Promise<void>;
}

/**
 * Verification codes of contacts. A code is derived, as in RFC 4226, from the account's secret, the message and the address:
 * the sender and the check compute it, a redelivered message carries the same one, a changed address needs a new one, and no
 * code is stored. Of a contact only the newest code is valid.
 */
export function createContactCodes(table: Table, secrets: AccountSecrets): ContactCodes {
  const keyFor = ({ accountId, userId, contact }: CodeTarget) =>
    contactCodeKey(accountId, userId, contact.id);

  async function deriveCode({ accountId, userId, contact }: CodeTarget, messageId: string): Promise<string> {
    const secret = await secrets.get(accountId, 'contact-codes');
    const text = JSON.stringify([userId, contact.id, contact.method, contact.to, messageId]);
    const digest = createHmac('sha256', secret).update(text).digest();
    return String(digest.readUIntBE(0, 6) % 10 ** DIGITS).padStart(DIGITS, '0');
  }

  async function findPending(target: CodeTarget, now: Instant): Promise<PendingCode | undefined> {
    const item = await table.get<CodeItem>(keyFor(target));
    if (!item || item.validUntil <= now) return undefined;
    const { messageId, validUntil, tries } = item;
    return { messageId, validUntil, tries };
  }

  return {
    findPending,

    async issue(target, messageId, now) {
      const validUntil = now + CODE_LIFETIME_MS;
      const expiresAt = Math.floor((now + DAY) / SECOND);
      await table.put({ ...keyFor(target), messageId, validUntil, tries: 0, expiresAt });
    },

    async find(target, messageId, now) {
      const pending = await findPending(target, now);
      return pending?.messageId === messageId ? deriveCode(target, messageId) : undefined;
    },

    async check(target, entered, now) {
      const pending = await findPending(target, now);
      if (!pending) return 'none';
      const counted = await resultIfConditionHolds(
        table.update<CodeItem>(
          keyFor(target),
          { expression: 'SET tries = tries + :one', values: { ':one': 1 } },
          {
            expression: 'messageId = :message AND tries < :max',
            values: { ':message': pending.messageId, ':max': MAX_CODE_TRIES },
          },
        ),
      );
      if (!counted) return 'too-many-tries';
      const code = Buffer.from(await deriveCode(target, pending.messageId));
      const given = Buffer.from(entered);
      if (given.length === code.length && timingSafeEqual(given, code)) return 'right';
      return counted.tries < MAX_CODE_TRIES ? 'wrong' : 'too-many-tries';
    },

    async discard(target) {
      await conditionHolds(table.delete(keyFor(target)));
    },
  };
}
