import * as fc from 'fast-check';
import { type AlertDraft, applyAlertPolicyList } from '../../../src/domain/policies/apply.ts';
import type { AlertPolicy } from '../../../src/domain/policies/model.ts';
import { NOON } from '../../support/builders.ts';

const draft = (change: Partial<AlertDraft> = {}): AlertDraft => ({
  message: 'Disk full on db1',
  alias: 'disk',
  description: 'long story',
  source: 'prober',
  entity: 'db1',
  tags: ['db'],
  actions: ['restart'],
  details: { host: 'db1', 'a.b': 'c' },
  priority: 'P3',
  responders: [
    { type: 'team', id: 'ops' },
    { type: 'user', id: 'jane' },
  ],
  ...change,
});

const policy = (change: Partial<AlertPolicy>): AlertPolicy => ({
  id: change.name ?? 'p',
  name: 'p',
  type: 'alert',
  enabled: true,
  ...change,
});

const after = (change: Partial<AlertPolicy>, before = draft()) =>
  applyAlertPolicyList(before, [policy(change)], NOON).draft;

test.each<[Partial<AlertPolicy>, Partial<AlertDraft>]>([
  [{}, {}],
  [{ message: '{{message}}', alias: '{{alias}}', description: '{{description}}' }, {}],
  [{ message: '[{{priority}}] {{ message }}' }, { message: '[P3] Disk full on db1' }],
  [{ message: '{{details.host}} {{details.a.b}} {{details.none}}!' }, { message: 'db1 c !' }],
  [{ message: '{{extraProperties.host}} {{tags}} {{actions}}' }, { message: 'db1 db restart' }],
  [{ alias: '{{source}}-{{entity}}' }, { alias: 'prober-db1' }],
  // A text that must not be empty stays.
  [{ message: ' ', alias: '{{details.none}}' }, {}],
  [
    { description: '{{details.none}}', entity: '' },
    { description: '', entity: '' },
  ],
  [{ priority: 'P1' }, { priority: 'P1' }],
  [{ tags: ['{{entity}}', 'db'] }, { tags: ['db', 'db1'] }],
  [{ ignoreOriginalTags: true, tags: ['night'] }, { tags: ['night'] }],
  [{ ignoreOriginalTags: true }, { tags: [] }],
  [{ actions: ['page'] }, { actions: ['restart', 'page'] }],
  [{ ignoreOriginalActions: true, actions: ['page'] }, { actions: ['page'] }],
  [{ details: { host: '{{entity}}!', x: 'y' } }, { details: { host: 'db1!', 'a.b': 'c', x: 'y' } }],
  [{ ignoreOriginalDetails: true, details: { was: '{{details.host}}' } }, { details: { was: 'db1' } }],
  [
    {
      responders: [
        { type: 'user', id: 'jane' },
        { type: 'user', id: 'bob' },
      ],
    },
    {
      responders: [
        { type: 'team', id: 'ops' },
        { type: 'user', id: 'jane' },
        { type: 'user', id: 'bob' },
      ],
    },
  ],
  [{ ignoreOriginalTeams: true }, { responders: [{ type: 'user', id: 'jane' }] }],
  [
    { ignoreOriginalResponders: true, responders: [{ type: 'user', id: 'bob' }] },
    { responders: [{ type: 'user', id: 'bob' }] },
  ],
])('%j', (change, expected) => {
  expect(after(change)).toEqual(draft(expected));
});

test('an alert changed by a policy stays within the limits', () => {
  const much = after({
    message: 'm'.repeat(500),
    alias: 'a'.repeat(600),
    description: 'd'.repeat(20_000),
    entity: 'e'.repeat(600),
    source: 's'.repeat(200),
    tags: Array.from({ length: 30 }, (_, i) => `${i}${'t'.repeat(60)}`),
    actions: Array.from({ length: 30 }, (_, i) => `${i}`),
    details: { big: 'x'.repeat(9_000) },
    responders: Array.from({ length: 60 }, (_, i) => ({ type: 'user', id: `${i}` })),
  });
  expect(much.message).toHaveLength(130);
  expect(much.alias).toHaveLength(512);
  expect(much.description).toHaveLength(15_000);
  expect(much.entity).toHaveLength(512);
  expect(much.source).toHaveLength(100);
  expect(much.tags).toHaveLength(20);
  expect(Math.max(...much.tags.map((tag) => tag.length))).toBe(50);
  expect(much.actions).toHaveLength(10);
  expect(much.responders).toHaveLength(50);
  expect(Object.entries(much.details).flat().join('')).toHaveLength(8_000);
});

const about = (field: string, expectedValue: string): Pick<AlertPolicy, 'filter'> => ({
  filter: {
    type: 'match-all-conditions',
    conditions: [{ field, operation: 'contains', expectedValue, not: false }],
  },
});

test('the first match is the last one applied, unless it sets continue', () => {
  const a = policy({ name: 'a', message: '{{message}} a', continue: true });
  const b = policy({ name: 'b', message: '{{message}} b', ...about('tags', 'web') });
  const c = policy({ name: 'c', message: '{{message}} c', ...about('message', 'db1 a') });
  const d = policy({ name: 'd', message: '{{message}} d' });
  const off = policy({ name: 'off', message: 'off', enabled: false });
  // Policy c sees the result of policy a.
  expect(applyAlertPolicyList(draft(), [off, a, b, c, d], NOON)).toEqual({
    draft: draft({ message: 'Disk full on db1 a c' }),
    applied: ['a', 'c'],
    failed: [],
  });
  expect(applyAlertPolicyList(draft(), [c, d], NOON).applied).toEqual(['d']);
  expect(applyAlertPolicyList(draft(), [], NOON)).toEqual({ draft: draft(), applied: [], failed: [] });
});

test('a policy applies within its time restriction, in its zone', () => {
  const restriction = { startHour: 12, startMin: 0, endHour: 13, endMin: 0 };
  const timed = { message: 'lunch', timeRestrictions: { type: 'time-of-day', restriction } } as const;
  expect(after(timed).message).toBe('lunch');
  expect(after({ ...timed, timezone: 'Europe/Berlin' }).message).toBe('Disk full on db1');
});

test('for any list the applied policies match, in order, and only the last does not continue', () => {
  const anyPolicy = fc.record({
    enabled: fc.boolean(),
    continue: fc.boolean(),
    fits: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyPolicy, { maxLength: 8 }), (wanted) => {
      const list = wanted.map(({ fits, ...rest }, i) =>
        policy({ ...rest, name: String(i), tags: [String(i)], ...about('tags', fits ? 'db' : 'web') }),
      );
      const { draft: made, applied } = applyAlertPolicyList(draft(), list, NOON);
      const eligible = wanted.flatMap(({ enabled, fits }, i) => (enabled && fits ? [i] : []));
      const end = eligible.findIndex((i) => !wanted[i]?.continue);
      const expected = (end < 0 ? eligible : eligible.slice(0, end + 1)).map(String);
      expect(applied).toEqual(expected);
      expect(made.tags).toEqual(['db', ...expected]);
    }),
  );
});

test('a policy that throws is skipped, whichever of its members throws, and the next one is applied', () => {
  const full = policy({
    ...{ name: 'Full', message: 'x', alias: 'x', description: 'x', entity: 'x', source: 'x', priority: 'P1' },
    ...{ tags: ['x'], actions: ['x'], details: { x: 'x' }, responders: [{ type: 'team', id: 'x' }] },
    filter: { type: 'match-all', conditions: [] },
    continue: true,
  });
  for (const name of Object.keys(full)) {
    const broken = Object.defineProperty({ ...full }, name, {
      get: () => {
        throw new TypeError('broken');
      },
    });
    const result = applyAlertPolicyList(draft(), [broken, policy({ name: 'next', tags: ['next'] })], NOON);
    expect(result.applied).toContain('next');
    expect(result.draft.tags).toContain('next');
    const isRead = name !== 'id' && name !== 'type';
    expect(result.failed).toHaveLength(isRead ? 1 : 0);
    if (isRead) expect(result.draft.message).toBe('Disk full on db1');
  }
});
