import { compilePattern } from '../../../src/domain/kernel/pattern.ts';
import { createPatternBudget, execPattern } from '../../../src/domain/kernel/pattern-budget.ts';

// The first budget that meets a pattern loads RE2, which then matches all patterns that it can.
beforeAll(() => createPatternBudget({ accountId: 'a', now: 0 }).run(() => execPattern('x', 'whole', 'x')));

const matches = (pattern: string, text: string) => {
  const found = execPattern(pattern, 'whole', text);
  return found === undefined ? undefined : found !== null;
};

test.each([
  ['disk.*', 'disk full', true],
  ['disk', 'disk full', false],
  ['(?i)DISK.*', 'disk full', true],
  ['(?s)a.b', 'a\nb', true],
  [String.raw`\Q[prod] 100% (a+b)\E.*`, '[prod] 100% (a+b) is full', true],
  [String.raw`\Q[prod]`, '[prod]', true],
  [String.raw`\Qa.c\E`, 'abc', false],
  [String.raw`\\Qa`, String.raw`\Qa`, true],
  [String.raw`\Adisk\z`, 'disk', true],
  [String.raw`(?m)a\n\Ab`, 'a\nb', false],
  [String.raw`a\Z\n?`, 'a\n', true],
  [String.raw`[\w.-]+@\S+`, 'a.b-c@example.com', true],
  [String.raw`\[a && b\]`, '[a && b]', true],
  [String.raw`\Q[a&&b]\E[&]`, '[a&&b]&', true],
  [String.raw`[\]&]+`, ']&', true],
  [String.raw`\u0041\x41\[`, 'AA[', true],
])('%s matches %j: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

test.each([
  '(',
  '*',
  'a**',
  String.raw`\p{Alpha}+`,
  String.raw`\h+`,
  String.raw`a\R`,
  '(?>a+)b',
  'a*+b',
  'a(?i)b',
  '(?x)a b',
  '[a-z&&[^aeiou]]',
  '[[:alpha:]]',
  String.raw`[\p{L}x]`,
  String.raw`[\A]`,
  'x'.repeat(1_001),
])('%s is not supported', (pattern) => {
  expect(compilePattern(pattern, 'whole')).toBeUndefined();
  expect(compilePattern(pattern, 'part')).toBeUndefined();
});
