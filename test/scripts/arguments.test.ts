import { findMistake, formatMeant, readNumber } from '../../scripts/arguments.ts';

const OPTIONS = {
  stage: { type: 'string' },
  key: { type: 'string' },
  param: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

const mistakeIn = (line: string, words = false) =>
  findMistake(
    line.split(' ').filter((word) => word !== ''),
    OPTIONS,
    { words },
  );

test.each([
  ['--stage prod --json', undefined],
  ['--stage=prod --param a=1 --param b=2', undefined],
  ['--key=-x', undefined],
  ['--stag prod', 'There is no option --stag. Did you mean --stage?'],
  ['--keys x', 'There is no option --keys. Did you mean --key?'],
  ['--zone x', 'There is no option --zone.'],
  ['-s prod', 'There is no option -s.'],
  ['--constructor', 'There is no option --constructor.'],
  ['--stage', '--stage needs a value.'],
  ['--stage --json', '--stage needs a value. One that begins with - is written with =, as in --stage=-x.'],
  ['--key -x', '--key needs a value. One that begins with - is written with =, as in --key=-x.'],
  ['--json=false', '--json takes no value.'],
  ['--stage dev --stage prod', '--stage is given twice.'],
  ['prod', 'The word "prod" is not expected here.'],
  ['--json true', 'The word "true" is not expected here.'],
  ['-- --stage', 'The word "--stage" is not expected here.'],
])('the arguments "%s": %p', (line, mistake) => {
  expect(mistakeIn(line)).toBe(mistake);
});

test('a command that takes words gets them', () => {
  expect(mistakeIn('list-accounts --json', true)).toBeUndefined();
});

const COMMANDS = ['list-accounts', 'create-account', 'create-key', 'list-keys', 'check'];

test.each([
  ['list-acounts', ' Did you mean list-accounts?'],
  ['chek', ' Did you mean check?'],
  ['accounts', ' Did you mean list-accounts?'],
  ['add-account', ' Did you mean create-account?'],
  ['create', ' Did you mean create-account or create-key?'],
  ['keys', ' Did you mean list-keys?'],
  ['deploy', ''],
])('the command that is meant by %s', (given, hint) => {
  expect(formatMeant(given, COMMANDS)).toBe(hint);
});

test.each(['', ' ', 'many', '0', '11', '1.5', 'NaN', 'Infinity', '-3'])(
  '"%s" is no whole number from 1 to 10',
  (text) => {
    expect(() => readNumber('--limit', text, [1, 10])).toThrow(
      '--limit must be a whole number from 1 to 10, not ',
    );
  },
);

test('a number is read, also one that may have decimals', () => {
  expect(readNumber('--limit', '10', [1, 10])).toBe(10);
  expect(readNumber('--rate', '0.5', [0.1, 10], { whole: false })).toBe(0.5);
});
