import {
  CODE_ATTEMPTS,
  createReplyCodes,
  REPLY_CODE_LIFETIME_MS,
} from '../../../src/domain/responder-actions/reply-codes.ts';
import { newId } from '../../../src/platform/ids.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const aHolder = () => ({ accountId: newId(), alertId: newId(), userId: newId() });
let phones = 0;
const aPhone = () => `+1555000${String(++phones).padStart(4, '0')}`;

test('a code has four digits and leads to whom it was given for, on that phone alone', async () => {
  const codes = createReplyCodes(table());
  const [phone, holder] = [aPhone(), aHolder()];
  const code = await codes.assign(holder, phone, NOON);
  expect(code).toMatch(/^[1-9]\d{3}$/);
  expect(await codes.find(phone, code!, NOON)).toEqual(holder);
  expect(await codes.find(aPhone(), code!, NOON)).toBeUndefined();
});

test('who is told again of the same alert has the same code, which then works for longer', async () => {
  const codes = createReplyCodes(table());
  const [phone, holder] = [aPhone(), aHolder()];
  const code = await codes.assign(holder, phone, NOON);
  expect(await codes.assign(holder, phone, NOON + 60_000)).toBe(code);
  expect(await codes.find(phone, code!, NOON + REPLY_CODE_LIFETIME_MS + 30_000)).toEqual(holder);
});

test('a code works for a day, whether or not its item is gone by then', async () => {
  const codes = createReplyCodes(table());
  const [phone, holder] = [aPhone(), aHolder()];
  const code = await codes.assign(holder, phone, NOON);
  expect(await codes.find(phone, code!, NOON + REPLY_CODE_LIFETIME_MS - 1)).toEqual(holder);
  expect(await codes.find(phone, code!, NOON + REPLY_CODE_LIFETIME_MS)).toBeUndefined();
});

test('a phone never has a code twice, though several accounts share it and a hundred alerts are open', async () => {
  const codes = createReplyCodes(table());
  const phone = aPhone();
  const holders = Array.from({ length: 100 }, aHolder);
  const given = await Promise.all(holders.map((holder) => codes.assign(holder, phone, NOON)));
  expect(new Set(given).size).toBe(100);
  const found = await Promise.all(given.map((code) => codes.find(phone, code!, NOON)));
  expect(found).toEqual(holders);
});

test('a code that is free again is given to another; one in use never', async () => {
  const codes = createReplyCodes(table());
  const [phone, first] = [aPhone(), aHolder()];
  const code = await codes.assign(first, phone, NOON);
  // Somebody whose first attempt is at the same code.
  const rival = await rivalOf(code!);
  const other = await codes.assign(rival, phone, NOON);
  expect(other).not.toBe(code);
  expect(await codes.find(phone, code!, NOON)).toEqual(first);
  const later = NOON + REPLY_CODE_LIFETIME_MS;
  expect(await codes.assign(rival, phone, later)).toBe(code);
  expect(await codes.find(phone, code!, later)).toEqual(rival);
});

async function rivalOf(code: string) {
  const codes = createReplyCodes({ ...table(), put: async () => {} });
  for (;;) {
    const holder = aHolder();
    if ((await codes.assign(holder, '+15550009999', NOON)) === code) return holder;
  }
}

test('where every attempt meets a code in use, there is none', async () => {
  let attempts = 0;
  const full = {
    ...table(),
    put: async (item: Parameters<ReturnType<typeof table>['put']>[0], condition?: object) => {
      attempts++;
      await table().put({ ...item, accountId: 'another', expiresAt: NOON / 1_000 + 60 });
      return table().put(item, condition as never);
    },
  };
  expect(await createReplyCodes(full).assign(aHolder(), aPhone(), NOON)).toBeUndefined();
  expect(attempts).toBe(CODE_ATTEMPTS);
});
