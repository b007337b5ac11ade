import { redact } from '../../src/platform/redaction.ts';

test.each<[string, unknown, unknown]>([
  ['a contact', { method: 'sms', to: '1-5550100' }, { method: 'sms', to: '***' }],
  [
    'the contact of a step',
    [{ contact: { method: 'email', to: 'j@x.com' } }],
    [{ contact: { method: 'email', to: '***' } }],
  ],
  ['a key', { apiKey: 'k', name: 'n' }, { apiKey: '***', name: 'n' }],
  ['headers', { headers: { Authorization: 'Basic x' } }, { headers: '***' }],
  [
    'secrets at any depth',
    { a: [{ b: { clientSecret: 'x', password: 'y' } }] },
    { a: [{ b: { clientSecret: '***', password: '***' } }] },
  ],
  ['the query of a URL', { url: 'https://x.example/hook?token=1' }, { url: 'https://x.example/hook?***' }],
  ['the password of a URL', { url: 'https://me:pw@x.example/hook' }, { url: 'https://x.example/hook' }],
  ['index attributes', { gsi1pk: 'a', gsi2sk: 'b', version: 3, name: 'n' }, { name: 'n' }],
  [
    'nothing else',
    { to: 'you', text: 'a?b', when: 5, none: null },
    { to: 'you', text: 'a?b', when: 5, none: null },
  ],
])('masks %s', (_, value, expected) => {
  expect(redact(value)).toEqual(expected);
});
