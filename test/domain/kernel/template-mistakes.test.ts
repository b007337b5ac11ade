import { findTemplateMistakes } from '../../../src/domain/kernel/template-mistakes.ts';
import { ALERT_TEMPLATE_NAMES } from '../../../src/domain/kernel/text-template.ts';

describe('in a template of an alert', () => {
  const find = (template: string) => findTemplateMistakes({ message: template }, 'alert');

  test.each<[string]>([
    ['Text without a placeholder'],
    ...ALERT_TEMPLATE_NAMES.map((name): [string] => [`{{${name}}}`]),
    ['{{ message.toUpperCase() }} on {{details.host.name}} of {{extraProperties.team}}'],
    ['{{message.extract(/(\\d{3})/)}} {{description.substringBetween("a", "b")}} {{alias.substring(0, 3)}}'],
    ['{"json":{"a":{"b":1}}}'],
  ])('nothing is wrong with %s', (template) => {
    expect(find(template)).toEqual([]);
  });

  test.each([
    ['{{mesage}}', '{{mesage}}: there is no such placeholder; did you mean {{message}}?'],
    ['{{Message}}', '{{Message}}: there is no such placeholder; did you mean {{message}}?'],
    ['{{tag}}', '{{tag}}: there is no such placeholder; did you mean {{tags}}?'],
    ['{{detials.host}}', '{{detials.host}}: there is no such placeholder; did you mean {{details.host}}?'],
    [
      '{{team}}',
      '{{team}}: there is no such placeholder; known are message, description, alias, entity, source, tinyId, priority, tags, actions and details.NAME',
    ],
    [
      '{{message.toUppercase()}}',
      '{{message.toUppercase()}}: there is no method toUppercase; did you mean toUpperCase?',
    ],
    ['{{message.substring()}}', '{{message.substring()}}: the expression cannot be read'],
    ['{{message', '{{ has no }} of its own'],
  ])('%s is a mistake', (template, mistake) => {
    expect(find(template)).toEqual([`message: ${mistake}`]);
  });

  test('the same mistake is named once for each field, with the path of the field', () => {
    const templates = { tags: ['a', '{{mesage}} {{mesage}}'], details: { host: '{{entitty}}' }, count: 3 };
    expect(findTemplateMistakes(templates, 'alert')).toEqual([
      'tags[1]: {{mesage}}: there is no such placeholder; did you mean {{message}}?',
      'details.host: {{entitty}}: there is no such placeholder; did you mean {{entity}}?',
    ]);
  });
});

describe('in a template of an event', () => {
  const find = (template: string) => findTemplateMistakes({ message: template }, 'event', 'create[0]');

  test.each([
    ['{{AlarmName}} {{labels.severity}} {{_payload.mesage}}'],
    ['{{Message}} {{messages}} {{node}} {{details.host}} {{subject.toLowerCase()}}'],
  ])('members of the payload are no mistake: %s', (template) => {
    expect(find(template)).toEqual([]);
  });

  test.each([
    ['{{mesage.toLowerCase()}}', 'mesage', 'message'],
    ['{{prioirty}}', 'prioirty', 'priority'],
  ])('%s is probably a mistake', (template, given, meant) => {
    expect(find(template)).toEqual([
      `create[0].message: ${template}: did you mean {{${meant}}}? A member of the payload with this name is written {{_payload.${given}}}`,
    ]);
  });

  test('an unknown method is a mistake', () => {
    expect(find('{{labels.host.upper()}}')).toEqual([
      expect.stringContaining('create[0].message: {{labels.host.upper()}}: there is no method upper'),
    ]);
  });
});
