import * as z from 'zod';
import { alertFor } from '../../../simulator/configuration.ts';
import { matchesCriteria } from '../../../src/domain/kernel/criteria.ts';
import type { DomainError } from '../../../src/domain/kernel/errors.ts';
import { parseInput } from '../../../src/domain/kernel/input.ts';
import { fromSafeName, getOwn, toSafeName } from '../../../src/domain/kernel/own-property.ts';
import { mapSchema } from '../../../src/domain/kernel/schemas.ts';
import { parseQuery } from '../../../src/domain/kernel/search-query/parse.ts';
import { fillAlertTemplate } from '../../../src/domain/kernel/text-template.ts';
import { parseUserSearch } from '../../../src/domain/users/user-search.ts';

const OPERATIONS = [
  'matches',
  'contains',
  'starts-with',
  'equals',
  'equals-ignore-whitespace',
  'greater-than',
];

describe.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])(
  'the name %s',
  (name) => {
    const without = alertFor([], { details: {} });
    const withIt = alertFor([], { details: Object.fromEntries([[name, 'value']]) });

    test('is found only if the record has it itself', () => {
      expect(getOwn({}, name)).toBeUndefined();
      expect(getOwn(withIt.details, name)).toBe('value');
    });

    test.each(OPERATIONS)(
      'as the key of a condition with %s applies to an absent, then empty, value',
      (operation) => {
        const condition = { field: 'details', key: name, operation, expectedValue: 'value', not: false };
        const criteria = { type: 'match-all-conditions', conditions: [condition] } as const;
        expect(matchesCriteria(criteria, without)).toBe(false);
        expect(matchesCriteria(criteria, withIt)).toBe(operation !== 'greater-than');
      },
    );

    test('in a template is empty unless the alert has it', () => {
      expect(fillAlertTemplate(`[{{details.${name}}}]`, without)).toBe('[]');
      expect(fillAlertTemplate(`[{{details.${name}}}]`, withIt)).toBe('[value]');
      expect(fillAlertTemplate(`{{${name}}}`, withIt)).toBe(`{{${name}}}`);
    });

    test('is not a search field', () => {
      // A field name starts with a letter; `__proto__: x` is text.
      if (name !== '__proto__') expect(() => parseQuery(`${name}: x`)).toThrow(/Unknown field/);
      expect(() => parseUserSearch(`${name}: x`)).toThrow(expect.objectContaining({ kind: 'invalid' }));
    });

    test('is kept in a map, and named if its value is wrong', () => {
      const schema = z.object({ details: mapSchema(z.string()) });
      const parse = (value: string) => parseInput(schema, JSON.parse(`{"details": {"${name}": ${value}}}`));
      expect(JSON.stringify(parse('"v"'))).toBe(`{"details":{"${name}":"v"}}`);
      try {
        parse('{"a": 1}');
        throw new Error('accepted');
      } catch (error) {
        expect(Object.entries((error as DomainError).fields ?? {})).toEqual([
          [`details.${name}`, 'must be text'],
        ]);
      }
    });
  },
);

test.each(['__proto__', '\0__proto__', '\0\0__proto__', 'x', '\0'])(
  'the safe name of %j leads back to it',
  (name) => {
    expect(toSafeName(name)).not.toBe('__proto__');
    expect(fromSafeName(toSafeName(name))).toBe(name);
  },
);
