import { CommandError } from '../command-line.ts';
import { type Document, isSame } from './document.ts';
import type { ConfigurationFile } from './folder.ts';
import { type AccountAccess, createIds, type Found, type ImportWork, KINDS, type KindName } from './kind.ts';
import { ALL_KINDS, STEPS } from './kinds.ts';
import { describeMeant } from './member-names.ts';
import { ImportProblem, IS_NOT_KNOWN } from './problem.ts';
import { type Configuration, describeThing, findByName, readConfiguration } from './stage.ts';

/** A thing of the account that gets the new name of its file. */
export interface Rename {
  readonly kind: KindName;
  readonly from: string;
  readonly to: string;
}

/** What an import did, or would do. */
export interface CarriedOut {
  readonly renames: readonly Rename[];
  /** The configuration before the import, with the new names. */
  readonly before: Configuration;
  /** What is left to do by hand. */
  readonly notes: readonly string[];
}

/**
 * Makes the account what the files say, through the API. Repeatable: what the account has already is not written. Throws
 * {@link CommandError} with the file and the member of each problem; what comes before it has been written. `prune`: also
 * removes the things that have no file.
 */
export async function carryOut(
  access: AccountAccess,
  files: readonly ConfigurationFile[],
  {
    prune,
    showKey,
    isChanged = () => true,
  }: {
    readonly prune: boolean;
    readonly showKey: ImportWork['showKey'];
    /** Whether the file may be written. Files of the same content in another form need not be. */
    readonly isChanged?: (file: ConfigurationFile) => boolean;
  },
): Promise<CarriedOut> {
  const notes: string[] = [];
  const work = (path: string): ImportWork => ({
    ...access,
    ids,
    defaults,
    showKey,
    note: (text) => void notes.push(`${path}: ${text}`),
  });
  const defaults: ImportWork['defaults'] = [];
  let ids = createIds();
  const found = await readConfiguration(access);
  const renames = await writeRenames(files, found, work);
  const before = renames.length > 0 ? await readConfiguration(access) : found;
  ids = toIds(before);

  const pending = files.flatMap((file) => {
    const { getName, withSecrets = (document: Document) => document } = ALL_KINDS[file.kind];
    const present = findByName(before, file.kind, getName(file.document));
    const document = withSecrets(file.document, present, work(file.path).note);
    return isSame(document, present?.document) || !isChanged(file) ? [] : [{ ...file, document, present }];
  });
  for (const step of STEPS) {
    const problems: string[] = [];
    for (const { kind, path, document, present } of pending) {
      if (kind !== step.kind) continue;
      const { problem } = await attempt(() => step.write(work(path), document, present));
      if (problem) problems.push(...describeProblem(kind, path, problem));
    }
    if (problems.length > 0) throw new CommandError(problems.join('\n'));
  }
  await removeAll(work, listUnwantedDefaults(defaults, files));
  if (prune) await removeAll(work, listThingsWithoutFile(before, files));
  return { renames, before, notes: [...new Set(notes)] };
}

function toIds(configuration: Configuration) {
  const ids = createIds();
  for (const [kind, all] of configuration) {
    for (const { id, document } of all) ids.set(kind, ALL_KINDS[kind].getName(document), id);
  }
  return ids;
}

async function writeRenames(
  files: readonly ConfigurationFile[],
  found: Configuration,
  work: (path: string) => ImportWork,
): Promise<readonly Rename[]> {
  const renames: Rename[] = [];
  for (const { kind, path, document, renamedFrom } of files) {
    const { getName, rename } = ALL_KINDS[kind];
    const to = getName(document);
    const old = renamedFrom === undefined ? undefined : findByName(found, kind, renamedFrom);
    if (!old || findByName(found, kind, to)) continue;
    if (!rename) throw new CommandError(`${path}: renamedFrom: ${kind} cannot be renamed.`);
    const { problem } = await attempt(() => rename(work(path), old, to));
    if (problem) throw new CommandError(describeProblem(kind, path, problem).join('\n'));
    renames.push({ kind, from: getName(old.document), to });
  }
  return renames;
}

async function attempt(write: () => Promise<void>): Promise<{ readonly problem?: ImportProblem }> {
  try {
    await write();
    return {};
  } catch (error) {
    if (error instanceof ImportProblem) return { problem: error };
    throw error;
  }
}

function describeProblem(
  kind: KindName,
  path: string,
  { message, members }: ImportProblem,
): readonly string[] {
  if (Object.keys(members).length === 0) return [`${path}: ${message}`];
  return Object.entries(members).map(([member, text]) => {
    const hint = text === IS_NOT_KNOWN ? describeMeant(kind, member) : '';
    return `${path}: ${member}: ${text}${hint}`;
  });
}

interface Removal {
  readonly kind: KindName;
  readonly found: Found;
}

const hasFile = (files: readonly ConfigurationFile[], kind: KindName, name: string): boolean =>
  files.some(
    (file) =>
      file.kind === kind &&
      ALL_KINDS[kind].getName(file.document).trim().toLowerCase() === name.trim().toLowerCase(),
  );

/** The things of the account that no file describes; those that refer to others come first. */
export const listThingsWithoutFile = (
  configuration: Configuration,
  files: readonly ConfigurationFile[],
): readonly Removal[] =>
  KINDS.toReversed().flatMap((kind) => {
    const { getName, remove } = ALL_KINDS[kind];
    if (!remove) return [];
    const all = configuration.get(kind) ?? [];
    return all
      .filter(({ document }) => !hasFile(files, kind, getName(document)))
      .map((found) => ({ kind, found }));
  });

/** What the API has made for new teams, and no file describes. */
const listUnwantedDefaults = (
  defaults: ImportWork['defaults'],
  files: readonly ConfigurationFile[],
): readonly Removal[] =>
  defaults
    .filter(({ kind, name }) => !hasFile(files, kind, name))
    .map(({ kind, name, id }) => ({ kind, found: { id, document: { name } } }));

/** Removes the things, each as soon as nothing refers to it. Throws {@link CommandError} if something stays in use. */
async function removeAll(work: (path: string) => ImportWork, removals: readonly Removal[]): Promise<void> {
  let left = removals;
  let isDetached = false;
  while (left.length > 0) {
    const refused: { readonly removal: Removal; readonly problem: ImportProblem }[] = [];
    for (const removal of left) {
      const { kind, found } = removal;
      const { problem } = await attempt(async () => ALL_KINDS[kind].remove?.(work(kind), found));
      if (problem && !problem.isMissing) refused.push({ removal, problem });
    }
    if (refused.length === left.length && !isDetached) {
      isDetached = true;
      for (const { kind, found } of left) await ALL_KINDS[kind].detach?.(work(kind), found);
      continue;
    }
    if (refused.length === left.length) {
      const lines = refused.flatMap(({ removal: { kind, found }, problem }) =>
        describeProblem(kind, describeThing(kind, found.document), problem),
      );
      throw new CommandError(lines.join('\n'));
    }
    left = refused.map(({ removal }) => removal);
  }
}
