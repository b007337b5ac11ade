import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Who has forgotten the options of a command asks for them, or mistypes one. Neither must start anything. */

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const commands = Object.entries(scripts).flatMap(([name, command]) => {
  const [, file] = /^node (?:--\S+ )*(\S+\.ts)$/.exec(command) ?? [];
  return file ? [[name, file] as const] : [];
});

test('there are commands', () => expect(commands.length).toBeGreaterThan(15));

const run = (file: string, ...args: readonly string[]) =>
  promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
    timeout: 60_000,
  });

test.each(commands)('npm run %s -- --help prints the usage', async (name, file) => {
  const { stdout, stderr } = await run(file, '--help');
  expect(stdout).toMatch(new RegExp(`^npm run ${name}\\b`));
  expect(stderr).toBe('');
});

/** Schemathesis gets all options of this one. */
const own = commands.filter(([name]) => name !== 'fuzz');

test.each(own)('npm run %s refuses an option that it does not know, in one line', async (name, file) => {
  await expect(run(file, '--stagee', 'prod')).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(`^There is no option --stagee\\..* Usage: npm run ${name} -- --help\\n$`),
    ),
  });
});
