import * as fc from 'fast-check';
import { fillAlertTemplate, fillTemplate } from '../../../src/domain/kernel/text-template.ts';

const fields: Readonly<Record<string, string>> = {
  message: 'CRITICAL: Host: db1 (URL: http://x/y) is down',
  'details.host': 'Db1.Example',
  empty: '',
  'details.ms': '1764331200000',
  'details.s': '1764331200',
};
const fill = (template: string) => fillTemplate(template, (name) => fields[name]);

test.each([
  ['no template', 'no template'],
  ['{{details.host}}', 'Db1.Example'],
  ['{{ details.host }}/{{empty}}', 'Db1.Example/'],
  ['{{details.host.toLowerCase()}}', 'db1.example'],
  ['{{ details.host.toUpperCase( ) }}', 'DB1.EXAMPLE'],
  ['{{message.substring(10)}}', 'Host: db1 (URL: http://x/y) is down'],
  ['{{message.substring(0, 8)}}', 'CRITICAL'],
  ['{{message.substringAfter("Host: ")}}', 'db1 (URL: http://x/y) is down'],
  ["{{message.substringBefore(':')}}", 'CRITICAL'],
  ['{{message.substringBetween("(URL: ",")")}}', 'http://x/y'],
  ['{{message.extract(/Host: (\\S+)/)}}', 'db1'],
  ['{{message.extract(/\\d{1,2}/)}}', '1'],
  ['{{message.extract(/(?i)critical/)}}', 'CRITICAL'],
  ['{{message.substringAfter("Host: ").substringBefore(" ").toUpperCase()}}', 'DB1'],
  ['{{details.ms.toDate()}}', '2025-11-28T12:00:00.000Z'],
  ['{{details.s.toDate()}}', '2025-11-28T12:00:00.000Z'],
  ['{{details.host.toDate()}}', 'Db1.Example'],
  // If nothing is found, the result is empty.
  ['[{{message.substringAfter("no such")}}]', '[]'],
  ['[{{message.substringBetween("Host","no such")}}]', '[]'],
  ['[{{message.extract(/no such/)}}]', '[]'],
  // An invalid expression stays as it is.
  ['{{unknown}}', '{{unknown}}'],
  ['{{message.reverse()}}', '{{message.reverse()}}'],
  ['{{message.substringAfter()}}', '{{message.substringAfter()}}'],
  ['{{message.extract(/(/)}}', '{{message.extract(/(/)}}'],
  ['{{message', '{{message'],
  ['{message}', '{message}'],
])('%s', (template, expected) => {
  expect(fill(template)).toBe(expected);
});

test('a value that looks like a template is not filled', () => {
  expect(fillTemplate('{{a}}', (name) => (name === 'a' ? '{{b}} $& $1' : 'wrong'))).toBe('{{b}} $& $1');
});

test('any text is filled within half a second', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    'message',
    '.',
    'substring(',
    '(',
    ')',
    '1',
    ',',
    '"',
    '/',
    '\\',
    ' ',
    '{',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const started = performance.now();
      fill(pieces.join(''));
      expect(performance.now() - started).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});

test('an alert template joins lists with a comma and a space, and an absent detail is empty', () => {
  const alert = {
    ...{ message: 'Disk full', description: '', entity: 'db1', priority: 'P1' },
    ...{ tags: ['db', 'disk'], actions: ['restart', 'page'], details: { host: 'db1' } },
  };
  expect(
    fillAlertTemplate('{{tags}} | {{actions}} | {{details.host}} | {{extraProperties.rack}}', alert),
  ).toBe('db, disk | restart, page | db1 | ');
  expect(fillAlertTemplate('{{alias}}{{source}} {{unknown}}', alert)).toBe('{{source}} {{unknown}}');
});
