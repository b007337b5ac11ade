import { lazily } from '../../../src/domain/kernel/lazily.ts';

test('a value is made when it is first asked for, and only once', () => {
  const make = jest.fn(() => undefined);
  const get = lazily(make);
  expect(make).not.toHaveBeenCalled();
  expect([get(), get()]).toEqual([undefined, undefined]);
  expect(make).toHaveBeenCalledTimes(1);
});
