import * as fc from 'fast-check';
import {
  type ForwardingRule,
  listForwardedIntervals,
  resolveForwarding,
} from '../../../src/domain/forwarding-rules/model.ts';

/** `jane>joe 0-10`: from and to whom, from when until when. */
function rules(...texts: readonly string[]): readonly ForwardingRule[] {
  return texts.map((text, i) => {
    const [, fromUserId = '', toUserId = '', start, end] = /^(\w+)>(\w+) (\d+)-(\d+)$/.exec(text) ?? [];
    return {
      id: `${i}`,
      alias: `${i}`,
      fromUserId,
      toUserId,
      startDate: Number(start),
      endDate: Number(end),
    };
  });
}

test.each<[string, readonly string[], number, string]>([
  ['nobody forwards', [], 5, 'jane'],
  ['before its time', ['jane>joe 5-9'], 4, 'jane'],
  ['from its first instant', ['jane>joe 5-9'], 5, 'joe'],
  ['until its last', ['jane>joe 5-9'], 8, 'joe'],
  ['and no longer', ['jane>joe 5-9'], 9, 'jane'],
  ['rules of others', ['joe>jane 0-9'], 5, 'jane'],
  ['a chain', ['jane>joe 0-9', 'joe>mary 0-9', 'mary>ann 0-5'], 5, 'mary'],
  ['the latest made counts', ['jane>joe 0-9', 'jane>mary 0-9'], 5, 'mary'],
  ['where it holds', ['jane>joe 0-9', 'jane>mary 6-9'], 5, 'joe'],
  ['two for each other', ['jane>joe 0-9', 'joe>jane 0-9'], 5, 'jane'],
  ['into a circle', ['jane>joe 0-9', 'joe>mary 0-9', 'mary>joe 0-9'], 5, 'joe'],
])('%s: %j at %i: %s', (_, texts, at, expected) => {
  expect(resolveForwarding(rules(...texts), 'jane', at)).toBe(expected);
});

const someRules = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), fc.nat(20), fc.nat(20)), {
    maxLength: 12,
  })
  .map((all) =>
    rules(
      ...all
        .filter(([a, b]) => a !== b)
        .map(([a, b, start, length]) => `u${a}>u${b} ${start}-${start + length + 1}`),
    ),
  );

test('forwarded intervals agree with each instant, and neighbours differ', () => {
  fc.assert(
    fc.property(someRules, fc.nat(10), fc.integer({ min: 1, max: 40 }), (given, start, length) => {
      const intervals = [...listForwardedIntervals(given, 'u0', start, start + length)];
      for (let at = start; at < start + length; at++) {
        const holding = intervals.filter((each) => each.start <= at && at < each.end);
        expect(holding.map(({ userId }) => userId)).toEqual([resolveForwarding(given, 'u0', at)]);
      }
      for (const [i, { userId }] of intervals.entries()) expect(intervals[i + 1]?.userId).not.toBe(userId);
    }),
  );
});
