import fc from 'fast-check';
import { compileLinearPattern } from '../../../src/domain/kernel/linear-pattern.ts';
import { compilePattern } from '../../../src/domain/kernel/pattern.ts';
import { propertyRuns } from '../../support/property-runs.ts';

/** The results of RegExp and RE2. Undefined: RE2 does not support this pattern or this text. */
function both(pattern: string, extent: 'whole' | 'part', text: string) {
  const regExp = compilePattern(pattern, extent);
  const linear = regExp && compileLinearPattern(regExp, { groups: extent === 'part' });
  if (!regExp || !linear?.canMatch(text)) return undefined;
  const expected = regExp.exec(text);
  const found = linear.exec(text);
  return extent === 'whole'
    ? { expected: expected !== null, found: found !== null }
    : { expected: expected && [...expected], found: found && [...found] };
}

const atom = fc.oneof(
  fc.constantFrom(...'abcABCkKsS019_- .,:;=<>!@#%&~/\'"'),
  fc.constantFrom(
    '.',
    '\\d',
    '\\D',
    '\\w',
    '\\W',
    '\\s',
    '\\S',
    '\\b',
    '\\B',
    '\\n',
    '\\t',
    '\\r',
    '\\v',
    '\\f',
    '^',
    '$',
    '\\.',
    '\\-',
    '\\[',
    '\\]',
    '\\{',
    '\\/',
    '\\x41',
    '\\u00e9',
    '\\u2028',
    '\\xa0',
    '{',
    '}',
    ']',
    '{2',
    '{,3}',
    '\\A',
    '\\z',
    '\\Z',
    '\\Qa.b\\E',
    'é',
    'ß',
    '夜',
    'ſ',
    '(?=a)',
    '(?!b)',
    '\\/',
  ),
  fc.constantFrom(
    '[a-c]',
    '[^a-c]',
    '[\\d.]',
    '[\\w-]',
    '[-a]',
    '[a-]',
    '[^\\s]',
    '[\\S]',
    '[\\s\\S]',
    '[\\W_]',
    '[\\b]',
    '[.^$]',
    '[a\\-c]',
    '[[a]',
    '[&]',
    '[a-c-e]',
    '[\\d-x]',
    '[+--]',
    '[^]',
    '[]',
    '[é-ü]',
    '[\\]]',
    '[\\x41-\\x43]',
    '[^\\D]',
  ),
);

const pattern = fc.letrec<{ node: string; alternatives: string; sequence: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    { weight: 6, arbitrary: atom },
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?<n>'), tie('alternatives'))
      .map(([open, inner]) => `${open}${inner})`),
  ),
  sequence: fc
    .array(
      fc.tuple(
        tie('node'),
        fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{0,2}?', '{2,}'),
      ),
      {
        maxLength: 5,
      },
    )
    .map((parts) => parts.flat().join('')),
  alternatives: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((all) => all.join('|')),
})).alternatives;

const flags = fc.constantFrom('', '', '', '(?i)', '(?s)', '(?is)', '(?m)');
const text = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...'abcABCkKsS019_- .,:;[]{}-'.split('')) },
      fc.constantFrom(
        '\n',
        '\r',
        '\t',
        '\v',
        '\f',
        '\u2028',
        '\u00a0',
        '\u3000',
        '\ufeff',
        'é',
        'ß',
        'İ',
        'K',
        'ſ',
        '夜',
        '🔥',
        '\0',
        '\x7f',
      ),
    ),
    { maxLength: 12 },
  )
  .map((all) => all.join(''));

test.each(['whole', 'part'] as const)(
  'RE2 gives the result of RegExp for any pattern and text (%s)',
  (extent) => {
    let compared = 0;
    fc.assert(
      fc.property(flags, pattern, fc.array(text, { minLength: 1, maxLength: 6 }), (flag, written, texts) => {
        for (const each of texts) {
          const result = both(`${flag}${written}`, extent, each);
          if (!result) continue;
          compared++;
          expect(result.found).toEqual(result.expected);
        }
      }),
      { numRuns: propertyRuns(4_000) },
    );
    // Otherwise nothing would have been compared.
    expect(compared).toBeGreaterThan(propertyRuns(3_000));
  },
);

const ORDINARY: readonly (readonly [pattern: string, ...texts: string[]])[] = [
  ['.*disk.*', 'The disk of db-1 is full', 'memory', 'disk\nfull'],
  ['(?i)^(critical|major):.*$', 'CRITICAL: db', 'minor: db'],
  [String.raw`host-\d{1,3}\.example\.com`, 'host-12.example.com', 'host-1234.example.com'],
  [String.raw`(?s).*Traceback \(most recent call last\).*`, 'a\nTraceback (most recent call last)\nb'],
  [String.raw`\[(PROD|STAGE)\]\s+(\S+): (.+)`, '[PROD] api: down', '[DEV] api: down'],
  [String.raw`[\w.+-]+@[\w-]+\.[\w.]+`, 'ann.b@example.com', 'ann@'],
  [String.raw`(\d+)%`, 'CPU 95% used', 'CPU'],
  [String.raw`ticket[#: ]*(?<id>[A-Z]+-\d+)`, 'ticket #OPS-12', 'ticket: x'],
  ['^$', '', ' '],
  ['(?:a|b)*c', 'ababc', 'abd'],
];

test.each(ORDINARY)('RE2 matches what people write: %s', (written, ...texts) => {
  for (const extent of ['whole', 'part'] as const) {
    for (const each of texts) {
      const result = both(written, extent, each);
      expect(result).toBeDefined();
      expect(result?.found).toEqual(result?.expected);
    }
  }
});

test.each([
  ['look-ahead', 'a(?=b)'],
  ['negative look-behind', '(?<!a)b'],
  ['a back-reference', String.raw`(a)\1`],
  ['a named back-reference', String.raw`(?<x>a)\k<x>`],
  ['lines', '(?m)^a$'],
])('%s is left to RegExp', (_, written) => {
  expect(both(written, 'whole', 'a')).toBeUndefined();
});

test('groups in a repetition are left to RegExp if the groups matter', () => {
  expect(both('(?:(a)|b)*', 'part', 'ab')).toBeUndefined();
  expect(both('(?:(a)|b)*', 'whole', 'ab')).toEqual({ expected: true, found: true });
});
