import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainJsonMistake } from '../../src/domain/kernel/json-mistake.ts';
import { CommandError } from '../command-line.ts';
import { type Document, inOrder } from './document.ts';
import { findDuplicateMember } from './duplicate-member.ts';
import { KINDS, type KindName } from './kind.ts';
import { ALL_KINDS } from './kinds.ts';
import { type Configuration, isSameName } from './stage.ts';

/** A file of a folder. */
export interface ConfigurationFile {
  readonly kind: KindName;
  /** Relative to the folder, such as teams/operations.json. */
  readonly path: string;
  readonly document: Document;
  /** The name that the thing had, if it gets a new one. */
  readonly renamedFrom?: string;
}

const README = 'README.md';
const TITLE = '# Configuration of a Tocsin account';

const ABOUT = `${TITLE}

Written by \`npm run admin -- export\`, read by \`npm run admin -- import\`. One file describes one thing completely: change it
and import the folder to change the account.

**The files have personal data:** names, e-mail addresses and phone numbers. Treat them accordingly. URLs of webhooks are
written as they are, and some services hide a secret in them.

**Secrets are not here:** API keys, tokens of contacts, values of webhook headers ("not exported"), signing secrets, calendar
links, passkeys and sessions. Subscriptions of browsers belong to one stage and are not here either. Alerts, incidents and logs
are no configuration; what is over (overrides, forwarding rules, maintenance) is left out.

To rename a thing, change its name and add the member "renamedFrom" with its old name. Otherwise the new name is a new thing.
`;

const ACCOUNT_FILE = 'account.json';

/** File systems take names of 255 bytes; the rest is for a number and the ending. */
const FILE_NAME_BYTES = 200;
const FILE_NAME_CHARACTERS = 100;

/** A file name that every file system takes, and that people recognise. */
const toFileName = (name: string): string =>
  shorten(
    name
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}@._-]+/gu, '-')
      .replace(/^[.-]+|[.-]+$/g, ''),
  ) || 'unnamed';

/** The first characters, as many as fit into a file name. */
function shorten(name: string): string {
  const characters = [...name].slice(0, FILE_NAME_CHARACTERS);
  while (Buffer.byteLength(characters.join('')) > FILE_NAME_BYTES) characters.pop();
  return characters.join('');
}

/** The content of each file by its path. Two names that would be the same file get a number. */
export function toFiles(configuration: Configuration): ReadonlyMap<string, string> {
  const files = new Map<string, string>([[README, ABOUT]]);
  for (const kind of KINDS) {
    const { getName, hideSecrets = (document) => document } = ALL_KINDS[kind];
    const documents = (configuration.get(kind) ?? []).map(({ document }) => hideSecrets(document));
    const text = (document: Document) => `${JSON.stringify(inOrder(document), null, 2)}\n`;
    for (const document of documents.toSorted((a, b) => (getName(a) < getName(b) ? -1 : 1))) {
      const base = kind === 'account' ? 'account' : `${kind}/${toFileName(getName(document))}`;
      let path = `${base}.json`;
      for (let number = 2; files.has(path); number++) path = `${base}-${number}.json`;
      files.set(path, text(document));
    }
  }
  return files;
}

const isOurs = (folder: string): boolean =>
  existsSync(join(folder, README)) && readFileSync(join(folder, README), 'utf8').startsWith(TITLE);

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Turns an error of the file system, such as a missing permission, into a {@link CommandError} with its message. */
function withFileErrors<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    throw syscall === undefined ? error : new CommandError(`${message}.`);
  }
}

/**
 * Writes the configuration to the folder, and deletes the files of things that no longer exist. Returns the number of files
 * of configuration. Throws {@link CommandError} if the folder has other files, or if it cannot be written.
 */
export const writeFolder = (folder: string, configuration: Configuration): number =>
  withFileErrors(() => writeFiles(folder, configuration));

function writeFiles(folder: string, configuration: Configuration): number {
  if (existsSync(folder) && !isFolder(folder)) throw new CommandError(`${folder} is a file, not a folder.`);
  const isEmpty = !existsSync(folder) || readdirSync(folder).every((name) => name.startsWith('.'));
  if (!isEmpty && !isOurs(folder)) {
    throw new CommandError(
      `The folder ${folder} has other files. Name an empty one, or one of an earlier export.`,
    );
  }
  const files = toFiles(configuration);
  for (const path of listFiles(folder).filter((path) => !files.has(path))) rmSync(join(folder, path));
  for (const [path, text] of files) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return files.size - 1;
}

const isJson = (name: string) => name.toLowerCase().endsWith('.json');

/** The files that are not read, because their names do not end in .json; without hidden ones and README.md. */
export const listIgnoredFiles = (folder: string): readonly string[] =>
  withFileErrors(() =>
    ['.', ...KINDS.filter((kind) => isFolder(join(folder, kind)))].flatMap((inner) =>
      readdirSync(join(folder, inner))
        .map((name) => (inner === '.' ? name : `${inner}/${name}`))
        .filter((path) => !isJson(path) && !/(^|\/)(\.[^/]*|README\.md)$/.test(path))
        .filter((path) => !isFolder(join(folder, path)))
        .sort(),
    ),
  );

/** The files of configuration in the folder. */
function listFiles(folder: string): readonly string[] {
  const inKind = (kind: KindName) =>
    existsSync(join(folder, kind))
      ? readdirSync(join(folder, kind))
          .filter((name) => isJson(name) && !name.startsWith('.'))
          .sort()
          .map((name) => `${kind}/${name}`)
      : [];
  return [
    ...(existsSync(join(folder, ACCOUNT_FILE)) ? [ACCOUNT_FILE] : []),
    ...KINDS.filter((kind) => kind !== 'account').flatMap(inKind),
  ];
}

/**
 * Reads the files of the folder. Throws {@link CommandError} for a folder or file of an unknown name, for a folder in the
 * folder of a kind, for what cannot be read or is no JSON, and for two files about the same thing.
 */
export const readFolder = (folder: string): readonly ConfigurationFile[] =>
  withFileErrors(() => readFiles(folder));

function readFiles(folder: string): readonly ConfigurationFile[] {
  if (!existsSync(folder)) throw new CommandError(`There is no folder ${folder}.`);
  if (!isFolder(folder)) throw new CommandError(`${folder} is a file, not a folder.`);
  for (const name of readdirSync(folder)) {
    const isKind = name !== 'account' && KINDS.some((kind) => kind === name);
    const isKnown = isFolder(join(folder, name))
      ? isKind
      : name === ACCOUNT_FILE || !(isKind || name.endsWith('.json'));
    if (!isKnown && !name.startsWith('.')) {
      throw new CommandError(
        `${name} is no configuration. An export makes: account.json, ${KINDS.slice(1).join(', ')}.`,
      );
    }
    if (isKind) requireNoFolders(folder, name);
  }
  const files = listFiles(folder).map((path) => readFile(folder, path));
  if (files.length === 0) throw new CommandError(`The folder ${folder} has no configuration.`);
  requireNames(files);
  return files;
}

/** Throws {@link CommandError} for a folder in the folder of a kind: its files would count as missing, and be pruned. */
function requireNoFolders(folder: string, kind: string): void {
  const inner = readdirSync(join(folder, kind)).find(
    (name) => isFolder(join(folder, kind, name)) && !name.startsWith('.'),
  );
  if (inner !== undefined) {
    throw new CommandError(`${kind}/${inner} is a folder. Put its files into ${kind} itself.`);
  }
}

/** Throws {@link CommandError} for a file without a name, and for two files about the same thing. */
export function requireNames(files: readonly ConfigurationFile[]): void {
  for (const [i, file] of files.entries()) {
    const { getName } = ALL_KINDS[file.kind];
    const name = getName(file.document);
    if (name === '') throw new CommandError(`${file.path}: its name is missing.`);
    const first = files.findIndex(
      (other) => other.kind === file.kind && isSameName(getName(other.document), name),
    );
    if (first < i) throw new CommandError(`${file.path}: ${files[first]?.path} has the name ${name}, too.`);
  }
}

function readFile(folder: string, path: string): ConfigurationFile {
  const kind = KINDS.find((each) => path.startsWith(`${each}/`)) ?? 'account';
  const value = parse(decode(readFileSync(join(folder, path)), path), path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError(`${path}: the file is a JSON object.`);
  }
  const { renamedFrom, ...document } = value as Document;
  if (renamedFrom === undefined) return { kind, path, document: inOrder(document) };
  if (typeof renamedFrom !== 'string') throw new CommandError(`${path}: renamedFrom: must be a name.`);
  return { kind, path, document: inOrder(document), renamedFrom };
}

/** The text without the byte order mark that some editors write. Text of another encoding would lose its accents. */
function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CommandError(`${path}: the file is not UTF-8. Save it in that encoding.`);
  }
}

function parse(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandError(
      `${path}: it is not JSON: ${explainJsonMistake(text) ?? (error as Error).message}.`,
    );
  }
  const twice = findDuplicateMember(text);
  if (twice !== undefined) throw new CommandError(`${path}: ${twice}: is given twice.`);
  return value;
}
