import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Who has forgotten the options of a command asks for them. That must not start anything. */

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** They have no options, or hand them on to another program. */
const WITHOUT_OPTIONS = ['audit', 'build:web', 'openapi'];

const commands = Object.entries(scripts).flatMap(([name, command]) => {
  const [, file] = /^node (?:--\S+ )*(scripts\/\S+\.ts)$/.exec(command) ?? [];
  return file && !WITHOUT_OPTIONS.includes(name) ? [[name, file] as const] : [];
});

test('there are commands', () => expect(commands.length).toBeGreaterThan(8));

test.each(commands)('npm run %s -- --help prints the usage', async (name, file) => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', file, '--help'],
    { timeout: 60_000 },
  );
  expect(stdout).toMatch(new RegExp(`^npm run ${name}\\b`));
  expect(stderr).toBe('');
});
