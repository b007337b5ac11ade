import { CommandError } from '../command-line.ts';
import { type Document, isObject } from './document.ts';

/** A value of a file that cannot be imported. `members`: messages by path of the member, such as rules[0].recipient. */
export class ImportProblem extends CommandError {
  override readonly name = 'ImportProblem';
  readonly members: Readonly<Record<string, string>>;

  /** Whether what the request names does not exist. */
  readonly isMissing: boolean;

  constructor(
    message: string,
    members: Readonly<Record<string, string>> = {},
    { isMissing = false }: { readonly isMissing?: boolean } = {},
  ) {
    const entries = Object.entries(members);
    super(entries.length > 0 ? entries.map(([path, text]) => `${path}: ${text}`).join('; ') : message);
    this.members = members;
    this.isMissing = isMissing;
  }
}

/**
 * The list that a file has at the member, or none. Throws {@link ImportProblem} for anything else: taken for an empty list, it
 * would remove what the account has.
 */
export function requireList(value: unknown, member: string): readonly Document[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new ImportProblem('', { [member]: 'must be a list of objects' });
}

/** The problem of a member that nothing knows. The message for people also says which one is probably meant. */
export const IS_NOT_KNOWN = 'is not known';

/** Runs work on a part of a document. Its problems get the path of the part, such as routingRules[1]. */
export async function within<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ImportProblem)) throw error;
    const entries = Object.entries(error.members);
    const members = entries.map(([member, text]) => [`${path}.${member}`, text]);
    throw new ImportProblem('', Object.fromEntries(entries.length > 0 ? members : [[path, error.message]]));
  }
}
