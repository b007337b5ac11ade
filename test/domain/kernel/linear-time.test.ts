import { parseAddressTokens } from '../../../src/domain/accounts/mail-addresses.ts';
import { durationSchema } from '../../../src/domain/kernel/duration.ts';
import { hasInvisibleCharacter, imitates, RESERVED_NAMES } from '../../../src/domain/kernel/names.ts';
import { instant } from '../../../src/domain/kernel/schemas.ts';
import { findForeignSyntax } from '../../../src/domain/kernel/search-query/foreign-syntax.ts';
import { MAX_QUERY_LENGTH, parseQuery } from '../../../src/domain/kernel/search-query/parse.ts';
import { containsPhrase, matchesGlob } from '../../../src/domain/kernel/search-query/text.ts';
import { fitSmsText, measureSms } from '../../../src/domain/kernel/sms-text.ts';
import { toOneLine } from '../../../src/domain/kernel/text.ts';
import { isNearMiss } from '../../../src/domain/kernel/unknown-members.ts';
import { isZone } from '../../../src/domain/kernel/zone.ts';
import { parseSessionToken } from '../../../src/domain/sessions/model.ts';
import { parseGroupMappings } from '../../../src/domain/sign-in/provider-groups.ts';
import { parseContactAddress, phoneNumber, webhookUrl } from '../../../src/domain/users/contact-address.ts';
import { parseUserSearch } from '../../../src/domain/users/user-search.ts';

/**
 * Parsers of texts that clients choose take no more than linear time. The bound is generous: for all pieces together, a
 * linear parser needs less than a second of the processor, and a quadratic one minutes.
 */
const BOUND_MS = 8_000;
const LENGTH = 20_000;
jest.setTimeout(120_000);

const PIECES = [
  ...[
    ' ',
    '\n',
    '\u200b',
    '\u0301',
    'a',
    'ａ',
    '日',
    '0',
    '*',
    '* a',
    '"',
    '\\"',
    '(',
    ')',
    '-',
    '.',
    ',',
    '=',
  ],
  ...[
    '@',
    '+',
    ':',
    'a:',
    'status: ',
    'status: open AND ',
    'NOT ',
    'NOT (',
    ' OR ',
    '&& ',
    '!= ',
    'IN (',
    'order by ',
  ],
];

const repeat = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

const attempt = (work: () => unknown) => {
  try {
    work();
  } catch {
    // A text that is refused was parsed, too.
  }
};

const PARSERS: Readonly<Record<string, (text: string) => void>> = {
  'a phrase that is searched for': (text) => {
    containsPhrase(text, 'a b', false);
    containsPhrase(text, 'a b', true);
    containsPhrase('a b', text, false);
  },
  'a text with wildcards': (text) => {
    matchesGlob('*a*b', text);
    matchesGlob(text, 'aab');
  },
  'a search for users': (text) => void parseUserSearch(text),
  'a duration': (text) => void durationSchema.safeParse({ timeAmount: text, timeUnit: text }),
  'a date and time': (text) => void instant.safeParse(`2026-01-01T00:00${text}`),
  'a time zone': (text) => void isZone(text),
  'a name': (text) => {
    hasInvisibleCharacter(text);
    imitates(text, RESERVED_NAMES);
    isNearMiss(text, 'description');
    toOneLine(text);
  },
  'an SMS': (text) => {
    measureSms(text);
    fitSmsText('ALERT: ', text, ' Reply 1', 40);
  },
  'the address of a contact': (text) => {
    for (const method of ['email', 'sms', 'voice', 'mobile', 'webhook', 'ntfy', 'pushover'] as const)
      attempt(() => parseContactAddress(method, text));
    attempt(() => phoneNumber(text));
    attempt(() => webhookUrl(`https://${text}`));
  },
  'the address of an integration': (text) => {
    parseAddressTokens(text);
    parseAddressTokens(`${text}@example.com`);
  },
  'a token of a session': (text) => void parseSessionToken(`a.b.${text}`),
  'a mapping of groups': (text) => {
    attempt(() => parseGroupMappings(`${text}=role:Admin`));
    attempt(() => parseGroupMappings(`a=role:${text}`));
  },
  'a search query of the greatest length': (text) => {
    const query = text.slice(0, MAX_QUERY_LENGTH);
    attempt(() => parseQuery(query));
    attempt(() => parseQuery(`"${query.slice(1)}`));
    for (let at = 0; at < 100; at++) findForeignSyntax(query, at, () => false);
  },
};

/** Processor time in ms, which other processes on the machine do not lengthen. */
function measure(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

test.each(Object.entries(PARSERS))('%s is parsed in linear time, whatever it consists of', (_, parse) => {
  const timeMs = measure(() => {
    for (const piece of PIECES) attempt(() => parse(repeat(piece, LENGTH)));
  });
  expect(timeMs).toBeLessThan(BOUND_MS);
});
