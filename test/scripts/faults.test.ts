import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = (...args: readonly string[]) =>
  promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'scripts/faults.ts', ...args],
    { timeout: 60_000 },
  );

test.each([
  [['--case', 'many/X/abc/y'], /^There is no scenario "X"\. Valid: page and acknowledge, .*/],
  [['--case', 'one/heartbeat/0/error', '--all'], /^--all and --case exclude each other\./],
  [['--case', 'one/heartbeat/0/error', '--cases', '5'], /^--cases and --case exclude each other\./],
])('npm run faults refuses %j in one line', async (args, message) => {
  await expect(run(...args)).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`${message.source}.* Usage: npm run faults -- --help\\n$`)),
  });
});
