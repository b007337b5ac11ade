import { ConcurrencyPlugin } from '../../../serverless/concurrency.ts';

function reserve(reservedConcurrency: Record<string, string | number>) {
  const functions: Record<string, { reservedConcurrency?: number }> = { assess: {}, 'send-sms': {} };
  const plugin = new ConcurrencyPlugin({ service: { custom: { reservedConcurrency }, functions } });
  plugin.hooks['before:package:compileFunctions']?.();
  return functions;
}

test('concurrency is reserved only for functions whose parameter has a value', () => {
  expect(reserve({ assess: '50', 'send-sms': '' })).toEqual({
    assess: { reservedConcurrency: 50 },
    'send-sms': {},
  });
});

test.each(['0', '-1', '1.5', 'many'])('the value %s is refused', (value) => {
  expect(() => reserve({ assess: value })).toThrow('must be a whole number above 0');
});

test('a function that does not exist is refused', () => {
  expect(() => reserve({ asess: '5' })).toThrow('no function asess');
});
