import { existsSync } from 'node:fs';

type Test = { readonly path: string; duration?: number | undefined };

const LongFirst = require('./long-first-sequencer.cjs') as new (
  options: object,
) => {
  sort(tests: readonly Test[]): readonly Test[];
};

/** Sorts files whose durations of earlier runs, in milliseconds, are given. */
function sort(durations: Readonly<Record<string, number | undefined>>): readonly string[] {
  class Known extends LongFirst {
    time = ({ path }: Test) => durations[path];
    hasFailed = () => false;
  }
  const context = { hasteFS: { getSize: () => 1 } };
  const tests = Object.keys(durations).map((path) => ({ path, context }));
  return new Known({}).sort(tests).map(({ path }) => path);
}

test('files that take long come first where no earlier run says how long they take', () => {
  const [first] = sort({ 'test/http/router.test.ts': undefined, 'test/e2e/rules.test.ts': undefined });
  expect(first).toBe('test/e2e/rules.test.ts');
});

test('the durations of earlier runs decide where there are some', () => {
  const sorted = sort({
    'test/e2e/rules.test.ts': 5,
    'test/http/router.test.ts': 50,
    'test/e2e/new.test.ts': undefined,
  });
  expect(sorted).toEqual(['test/e2e/new.test.ts', 'test/http/router.test.ts', 'test/e2e/rules.test.ts']);
});

test('Jest uses it', () => {
  const { testSequencer } = require('../../jest.config.json') as { testSequencer: string };
  expect(existsSync(testSequencer.replace('<rootDir>', '.'))).toBe(true);
});
