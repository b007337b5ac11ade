import { HOUR, type Instant, SECOND } from '../../platform/clock.ts';
import { sha256 } from '../../platform/ids.ts';
import { wrongCodesKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, ifVersion, type Table } from '../../platform/table.ts';

/** So many wrong codes from one number within {@link WRONG_CODE_WINDOW_MS} lock it. */
export const MAX_WRONG_CODES = 10;
export const WRONG_CODE_WINDOW_MS = HOUR;
export const LOCK_MS = HOUR;

/** Counts wrong reply codes by phone number, so that nobody can try all of them with a forged sender. */
export interface WrongCodes {
  /** Whether the number is locked: no code from it is accepted. */
  isLocked(phone: string, now: Instant): Promise<boolean>;
  /** Counts a wrong code, once for each message. Returns whether it has just locked the number. */
  count(phone: string, messageId: string, now: Instant): Promise<boolean>;
}

interface WrongCode {
  readonly message: string;
  readonly at: Instant;
}

interface NumberState {
  readonly version: number;
  readonly wrong: readonly WrongCode[];
  readonly lockedUntil: Instant;
}

type NumberItem = Item & NumberState;

const UNKNOWN_NUMBER: NumberState = { version: 0, wrong: [], lockedUntil: 0 };

/** Wrong codes in the table: one item for each number, which expires. */
export function createWrongCodes(table: Table): WrongCodes {
  const read = async (phone: string): Promise<NumberState> =>
    (await table.get<NumberItem>(wrongCodesKey(phone))) ?? UNKNOWN_NUMBER;

  return {
    isLocked: async (phone, now) => (await read(phone)).lockedUntil > now,

    async count(phone, messageId, now) {
      const message = sha256(messageId).slice(0, 16);
      for (;;) {
        const state = await read(phone);
        if (state.lockedUntil > now) return false;
        const recent = state.wrong.filter(({ at }) => at > now - WRONG_CODE_WINDOW_MS);
        if (recent.some((each) => each.message === message)) return false;
        const wrong = [...recent, { message, at: now }];
        const locks = wrong.length >= MAX_WRONG_CODES;
        const item = {
          ...wrongCodesKey(phone),
          version: state.version + 1,
          wrong: locks ? [] : wrong,
          lockedUntil: locks ? now + LOCK_MS : 0,
          expiresAt: Math.ceil((now + Math.max(LOCK_MS, WRONG_CODE_WINDOW_MS)) / SECOND),
        };
        const condition = state.version === 0 ? ifNotExists : ifVersion(state.version);
        if (await conditionHolds(table.put(item, condition))) return locks;
      }
    },
  };
}
