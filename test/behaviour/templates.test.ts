import { fillTemplate } from '../../src/domain/kernel/text-template.ts';

test('104: templates have toLowerCase, toUpperCase, the substring methods and extract', () => {
  const fill = (template: string) => fillTemplate(template, () => 'Host: DB1 down');
  expect(fill('{{message.substringBetween("Host: ", " ").toLowerCase()}}')).toBe('db1');
  expect(fill('{{message.extract(/Host: (\\S+)/)}}')).toBe('DB1');
  expect(fill('{{message.extract(/no such/)}}')).toBe('');
});

test('105: toDate() shows milliseconds since the epoch as a date', () => {
  expect(fillTemplate('at {{startsAt.toDate()}}', () => '1764331200000')).toBe('at 2025-11-28T12:00:00.000Z');
});
