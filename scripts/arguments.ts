import { type ParseArgsConfig, parseArgs } from 'node:util';
import { isNearMiss } from '../src/domain/kernel/unknown-members.ts';
import { CommandError, type Stage } from './command-line.ts';

/** Reading the arguments of a command. Nothing that it does not know is ignored: a mistyped option may be the one that matters. */

type Options = NonNullable<ParseArgsConfig['options']>;

/** How a person gets the usage of the command, from its first words: npm run admin -- --help. */
function getHelpCommand(usage: string): string {
  const [command = ''] = /^(npm run|node) \S+/.exec(usage) ?? [];
  return `${command}${command.startsWith('npm') ? ' --' : ''} --help`;
}

/** Ends the process with status 1, after one line that says what is wrong and how to get the usage. */
export function refuse(mistake: string, usage: string): never {
  console.error(`${mistake} Usage: ${getHelpCommand(usage)}`);
  return process.exit(1);
}

const toWords = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[-_\s]+/)
    .filter((word) => word !== '');

const isPluralOf = (a: string, b: string) => a === `${b}s` || b === `${a}s`;

/** The known names that a mistyped one is probably meant to be: those that are one edit away, or else have a word of it. */
export function findMeant(given: string, known: readonly string[]): readonly string[] {
  const words = toWords(given);
  const withWord = (isLike: (a: string, b: string) => boolean) => () =>
    known.filter((name) => toWords(name).some((word) => words.some((each) => isLike(each, word))));
  const attempts = [
    () => known.filter((name) => isNearMiss(given, name)),
    withWord((a, b) => a === b),
    withWord(isPluralOf),
  ];
  for (const find of attempts) {
    const found = find();
    if (found.length > 0) return found;
  }
  return [];
}

/** "Did you mean a or b?", or nothing if no known name is like the given one. */
export function formatMeant(given: string, known: readonly string[]): string {
  const meant = findMeant(given, known);
  return meant.length === 0 ? '' : ` Did you mean ${meant.join(' or ')}?`;
}

/** What is wrong with the arguments; undefined if nothing is. */
export function findMistake(
  args: readonly string[],
  options: Options,
  { words }: { readonly words: boolean },
): string | undefined {
  const given = new Set<string>();
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional' && !words) {
      return `The word "${token.value}" is not expected here.`;
    }
    if (token.kind !== 'option') continue;
    const { rawName, name, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option || rawName === `-${name}`) {
      const known = Object.keys(options).map((each) => `--${each}`);
      return `There is no option ${rawName}.${formatMeant(rawName, known)}`;
    }
    if (option.type === 'boolean' && value !== undefined) return `${rawName} takes no value.`;
    if (option.type === 'string' && value === undefined) return `${rawName} needs a value.`;
    if (!inlineValue && value?.startsWith('-')) {
      return `${rawName} needs a value. One that begins with - is written with =, as in ${rawName}=-x.`;
    }
    if (given.has(name) && !option.multiple) return `${rawName} is given twice.`;
    given.add(name);
  }
  return undefined;
}

/**
 * Parses the arguments of this process. `--help` prints the usage and ends the process; so does whatever the command does not
 * know, as an error of one line. `words`: whether the command takes arguments that are no options.
 */
export function parseCommandLine<const Known extends Options>(
  usage: string,
  options: Known,
  { words = false }: { readonly words?: boolean } = {},
) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    process.exit(0);
  }
  const mistake = findMistake(args, options, { words });
  return mistake === undefined
    ? parseArgs({ args, options, allowPositionals: true })
    : refuse(mistake, usage);
}

/** The stage of the options. A command that guesses a stage acts on the wrong one some day, so `--stage` is required. */
export function requireStage(
  options: { readonly stage?: string | undefined; readonly region?: string | undefined },
  usage: string,
): Stage {
  if (!options.stage) return refuse('--stage is missing: name the stage, such as --stage prod.', usage);
  return { name: options.stage, region: options.region ?? process.env.AWS_REGION ?? 'eu-west-1' };
}

/** The number that an option says. Throws {@link CommandError} if it is none, not whole, or out of range. */
export function readNumber(
  option: string,
  text: string,
  [least, most]: readonly [least: number, most: number],
  { whole = true }: { readonly whole?: boolean } = {},
): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    throw new CommandError(
      `${option} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${text || 'empty'}.`,
    );
  }
  return value;
}

/** Like {@link readNumber}, and ends the process if it is no such number. */
export function requireNumber(
  usage: string,
  option: string,
  text: string,
  range: readonly [least: number, most: number],
): number {
  try {
    return readNumber(option, text, range);
  } catch (error) {
    return refuse((error as Error).message, usage);
  }
}
