import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of the program, or undefined if the PATH does not have it. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Describes tests that need a program which npm cannot install. Where it is not there they are left out, and the
 * reason is said; in CI they fail.
 */
export function describeWith(
  names: readonly string[],
  title: string,
  tests: (program: string) => void,
): void {
  const program = findProgram(...names);
  if (program) {
    describe(title, () => tests(program));
    return;
  }
  withoutProgram(`${title}: ${names.join(' or ')} is not on the PATH`);
}

/** Says for which reason tests are left out; in CI that fails. */
export function withoutProgram(reason: string): void {
  if (process.env.CI) {
    test(reason, () => {
      throw new Error(`${reason}, and in CI it has to be.`);
    });
    return;
  }
  describe.skip(`${reason}, so this is left out`, () => {
    test('needs a program that is not installed', () => {});
  });
}

/**
 * Runs the tests of a browser once more if they fail: a moment in which the machine does not get on must not refuse a
 * release. The first failure is printed. At once, because later tests may build on what a test leaves behind.
 */
export function retryOnce(): void {
  jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
}
