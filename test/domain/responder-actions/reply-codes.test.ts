import {
  CODE_ATTEMPTS,
  createReplyCodes,
  REPLY_CODE_LIFETIME_MS,
} from '../../../src/domain/responder-actions/reply-codes.ts';
import { newId } from '../../../src/platform/ids.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const aTarget = () => ({ accountId: newId(), alertId: newId(), userId: newId() });
let phones = 0;
const aPhone = () => `+1555000${String(++phones).padStart(4, '0')}`;

test('a code has four digits and identifies its target on its phone only', async () => {
  const codes = createReplyCodes(table());
  const [phone, holder] = [aPhone(), aTarget()];
  const code = await codes.assign(holder, phone, NOON);
  expect(code).toMatch(/^[1-9]\d{3}$/);
  expect(await codes.find(phone, code!, NOON)).toEqual(holder);
  expect(await codes.find(aPhone(), code!, NOON)).toBeUndefined();
});

test('a repeated notification reuses the code and extends its validity', async () => {
  const codes = createReplyCodes(table());
  const [phone, holder] = [aPhone(), aTarget()];
  const code = await codes.assign(holder, phone, NOON);
  expect(await codes.assign(holder, phone, NOON + 60_000)).toBe(code);
  expect(await codes.find(phone, code!, NOON + REPLY_CODE_LIFETIME_MS + 30_000)).toEqual(holder);
});

test('a code expires after a day, even if its item still exists', async () => {
  const codes = createReplyCodes(table());
  const [phone, holder] = [aPhone(), aTarget()];
  const code = await codes.assign(holder, phone, NOON);
  expect(await codes.find(phone, code!, NOON + REPLY_CODE_LIFETIME_MS - 1)).toEqual(holder);
  expect(await codes.find(phone, code!, NOON + REPLY_CODE_LIFETIME_MS)).toBeUndefined();
});

test('the codes of a phone are unique, also across accounts and a hundred open alerts', async () => {
  const codes = createReplyCodes(table());
  const phone = aPhone();
  const holders = Array.from({ length: 100 }, aTarget);
  const given = await Promise.all(holders.map((holder) => codes.assign(holder, phone, NOON)));
  expect(new Set(given).size).toBe(100);
  const found = await Promise.all(given.map((code) => codes.find(phone, code!, NOON)));
  expect(found).toEqual(holders);
});

test('an expired code is assigned again, and a code in use is not', async () => {
  const codes = createReplyCodes(table());
  const [phone, first] = [aPhone(), aTarget()];
  const code = await codes.assign(first, phone, NOON);
  // A target whose first candidate is the same code.
  const rival = await findRival(code!);
  const other = await codes.assign(rival, phone, NOON);
  expect(other).not.toBe(code);
  expect(await codes.find(phone, code!, NOON)).toEqual(first);
  const later = NOON + REPLY_CODE_LIFETIME_MS;
  expect(await codes.assign(rival, phone, later)).toBe(code);
  expect(await codes.find(phone, code!, later)).toEqual(rival);
});

async function findRival(code: string) {
  const codes = createReplyCodes({ ...table(), put: async () => {} });
  for (;;) {
    const holder = aTarget();
    if ((await codes.assign(holder, '+15550009999', NOON)) === code) return holder;
  }
}

test('no code is assigned if all candidates are in use', async () => {
  let attempts = 0;
  const full = {
    ...table(),
    put: async (item: Parameters<ReturnType<typeof table>['put']>[0], condition?: object) => {
      attempts++;
      await table().put({ ...item, accountId: 'another', expiresAt: NOON / 1_000 + 60 });
      return table().put(item, condition as never);
    },
  };
  expect(await createReplyCodes(full).assign(aTarget(), aPhone(), NOON)).toBeUndefined();
  expect(attempts).toBe(CODE_ATTEMPTS);
});
