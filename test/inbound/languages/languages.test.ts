import { LANGUAGES } from '../../../src/domain/kernel/language.ts';
import { countSmsParts } from '../../../src/domain/kernel/sms-text.ts';
import { HttpHeaders } from '../../../src/http/messages.ts';
import { getReplyTexts, getTextsForBrowser } from '../../../src/inbound/languages/get-texts.ts';

/** The paths of all texts of a language. */
const listPaths = (value: object, path = ''): readonly string[] =>
  Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'object' ? listPaths(member, `${path}${name}.`) : [`${path}${name}`],
  );

/** The texts themselves: functions are called with examples. */
const listTexts = (value: object): readonly string[] =>
  Object.values(value).flatMap((member) => {
    if (typeof member === 'object') return listTexts(member);
    return [typeof member === 'function' ? String(member('7', ['A1234'], 2)) : String(member)];
  });

test('every language has the same texts', () => {
  const [first, ...others] = LANGUAGES.map((locale) => listPaths(getReplyTexts({ locale })).toSorted());
  expect(first?.length).toBeGreaterThan(40);
  for (const other of others) expect(other).toEqual(first);
});

test('no text of a page is that of another language, apart from words that both have', () => {
  const [en, de] = LANGUAGES.map((locale) => listTexts(getReplyTexts({ locale }).page));
  expect(en?.filter((text) => de?.includes(text))).toEqual(['Status']);
});

test.each(LANGUAGES)('answers to SMS in %s fit into one part', (locale) => {
  const { sms } = getReplyTexts({ locale });
  const answer = sms.nothingDone(sms.noSuchCode('A0000'), ['A1111', 'A2222', 'A3333', 'A4444'], 16);
  const without = sms.nothingDone(sms.codeIsMissing, [], 0);
  expect([countSmsParts(answer), countSmsParts(without)]).toEqual([1, 1]);
});

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['en-US', 'en'],
  ['fr', 'en'],
  ['', 'en'],
])('a browser that asks for %s gets pages in %s', (accepted, language) => {
  const headers = new HttpHeaders(accepted ? { 'Accept-Language': accepted } : {});
  expect(getTextsForBrowser(headers).language).toBe(language);
});
