import { formatMeant } from '../arguments.ts';

/** The options of `npm run admin`. */
export const OPTIONS = {
  stage: { type: 'string' },
  local: { type: 'boolean' },
  region: { type: 'string' },
  account: { type: 'string' },
  name: { type: 'string' },
  key: { type: 'string' },
  rights: { type: 'string' },
  team: { type: 'string' },
  user: { type: 'string' },
  owner: { type: 'string' },
  url: { type: 'string' },
  reason: { type: 'string' },
  minutes: { type: 'string' },
  to: { type: 'string' },
  from: { type: 'string' },
  prune: { type: 'boolean' },
  yes: { type: 'boolean' },
  'keep-old': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export type Option = keyof typeof OPTIONS;

/** They say where a command acts. */
const PLACE: readonly Option[] = ['stage', 'local', 'region'];

/** The commands, each with the options that it takes besides the place. */
const COMMANDS = {
  'list-accounts': ['json'],
  'create-account': ['name', 'account', 'owner', 'url', 'json'],
  'sign-in-link': ['account', 'user', 'url', 'json'],
  'create-key': ['account', 'name', 'rights', 'team', 'user', 'json'],
  'list-keys': ['account', 'json'],
  'revoke-key': ['account', 'key', 'json'],
  'rotate-key': ['account', 'key', 'keep-old', 'json'],
  check: ['account', 'json'],
  'stop-paging': ['account', 'reason', 'minutes', 'json'],
  'resume-paging': ['account', 'json'],
  export: ['account', 'to', 'json'],
  import: ['account', 'from', 'prune', 'yes'],
  'webhook-secret': ['account', 'json'],
} as const satisfies Readonly<Record<string, readonly Option[]>>;

export type Command = keyof typeof COMMANDS;

const NAMES = Object.keys(COMMANDS) as readonly Command[];

const isCommand = (word: string): word is Command => Object.hasOwn(COMMANDS, word);

/** The command that the arguments ask for, or the mistake in them. */
export function readCommand(
  [word, ...others]: readonly string[],
  values: Readonly<Partial<Record<Option, string | boolean>>>,
): Command | { readonly mistake: string } {
  if (word === undefined) return { mistake: `The command is missing. There are ${NAMES.join(', ')}.` };
  if (!isCommand(word)) return { mistake: `There is no command ${word}.${formatMeant(word, NAMES)}` };
  if (others.length > 0) {
    return { mistake: `${word} takes options only. Not expected: ${others.join(' ')}.` };
  }
  const taken: readonly Option[] = [...COMMANDS[word], ...PLACE];
  const given = Object.keys(values) as readonly Option[];
  const strange = given.find((option) => !taken.includes(option));
  if (strange) return { mistake: `${word} has no option --${strange}.` };
  if (values.local && values.stage !== undefined) {
    return { mistake: '--local and --stage name two places. Name one of them.' };
  }
  if (values.local && values.region !== undefined) {
    return { mistake: '--region is that of a stage: --local has none.' };
  }
  if (!values.local && !values.stage) {
    return { mistake: 'The place is missing: --stage <stage>, or --local for the service on this machine.' };
  }
  return word;
}
