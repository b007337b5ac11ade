import type { Alert } from '../../domain/alerts/model.ts';
import { findAlertById } from '../../domain/alerts/queries.ts';
import type { AssignedCode, ReplyCodes } from '../../domain/responder-actions/reply-codes.ts';
import { isAlreadyDone } from '../../domain/responder-actions/responder-actions.ts';
import type { User } from '../../domain/users/model.ts';
import { DAY, type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { wrongReplyAnswerKey } from '../../platform/keys.ts';
import { conditionHolds, type Table } from '../../platform/table.ts';
import { getReplyTexts } from '../languages/get-texts.ts';
import type { ReplyTexts } from '../languages/texts.ts';
import type { SmsReply } from './reply.ts';
import { isReachedBy } from './target.ts';

/**
 * A number gets at most one such answer in this time. An automatic reply to it, which comes at once, is therefore not
 * answered: two machines never talk to each other.
 */
export const WRONG_REPLY_INTERVAL_MS = 5 * MINUTE;

/** So many of the latest codes are looked up, and so many of them are named. */
const MAX_CODES = 20;
const MAX_NAMED = 4;

interface OpenAlert {
  readonly code: string;
  readonly alert: Alert;
}

/**
 * Says what was wrong with a reply, so that nobody believes to have an alert that goes on to others. `reply`: undefined if
 * the text names no code.
 */
export function wrongReplyText(
  reply: SmsReply | undefined,
  open: readonly OpenAlert[],
  { sms }: ReplyTexts,
): string {
  const letter = reply?.action === 'close' ? 'C' : 'A';
  const wrong = reply ? sms.noSuchCode(`${letter}${reply.code}`) : sms.codeIsMissing;
  const possible = open.filter(({ alert }) => !isAlreadyDone(alert, reply?.action ?? 'acknowledge'));
  const named = possible.slice(0, MAX_NAMED).map(({ code }) => `${letter}${code}`);
  return sms.nothingDone(wrong, named, possible.length - named.length);
}

export interface WrongReplyDeps {
  readonly table: Table;
  readonly users: Pick<ConfigurationStore<User>, 'get'>;
  readonly codes: Pick<ReplyCodes, 'list'>;
}

/**
 * The answer to a reply that did nothing; undefined if the number gets none. Only a number to which codes were sent, and
 * which is still a verified contact of the user to whom they were sent, gets one, and that once in
 * {@link WRONG_REPLY_INTERVAL_MS}: a stranger learns nothing.
 */
export async function findWrongReplyAnswer(
  { table, users, codes }: WrongReplyDeps,
  phone: string,
  reply: SmsReply | undefined,
  now: Instant,
): Promise<string | undefined> {
  const assigned = (await codes.list(phone)).slice(0, MAX_CODES);
  const own = await Promise.all(
    assigned.map(async (each): Promise<readonly (AssignedCode & { readonly user: User })[]> => {
      const user = await users.get(each.accountId, each.userId);
      return user && isReachedBy(user, phone) ? [{ ...each, user }] : [];
    }),
  );
  const codesOfContact = own.flat();
  const [first] = codesOfContact;
  if (!first) return undefined;
  if (!(await claimAnswer(table, phone, now))) return undefined;
  const open = await Promise.all(
    codesOfContact
      .filter(({ validUntil }) => validUntil > now)
      .map(async ({ accountId, alertId, code }): Promise<readonly OpenAlert[]> => {
        const alert = await findAlertById(table, accountId, alertId);
        return alert ? [{ code, alert }] : [];
      }),
  );
  // A number that several people share gets the language of the first.
  return wrongReplyText(reply, open.flat(), getReplyTexts(first.user));
}

/** Whether the number may get an answer now; then none for a while. */
const claimAnswer = (table: Table, phone: string, now: Instant): Promise<boolean> =>
  conditionHolds(
    table.put(
      { ...wrongReplyAnswerKey(phone), answeredAt: now, expiresAt: Math.floor((now + DAY) / SECOND) },
      {
        expression: 'attribute_not_exists(pk) OR answeredAt <= :before',
        values: { ':before': now - WRONG_REPLY_INTERVAL_MS },
      },
    ),
  );
