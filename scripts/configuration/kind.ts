import type { Directory } from '../../src/domain/directory/directory.ts';
import type { Instant } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';
import type { AccountApi } from './api.ts';
import { type Document, isSame, without } from './document.ts';
import { ImportProblem } from './problem.ts';

/** An account of a stage, as export and import see it. */
export interface AccountAccess {
  readonly api: AccountApi;
  readonly directory: Directory;
  readonly table: Table;
  readonly accountId: string;
  readonly now: Instant;
}

/** The kinds of things, each of which has a folder of files. The account itself is one file. */
export const KINDS = [
  'account',
  'roles',
  'users',
  'teams',
  'schedules',
  'escalations',
  'policies',
  'integrations',
  'heartbeats',
  'services',
  'incident-templates',
  'saved-searches',
  'maintenance',
  'forwarding-rules',
] as const;
export type KindName = (typeof KINDS)[number];

/** A thing that an account has. */
export interface Found {
  readonly id: string;
  readonly document: Document;
}

/** How things of a kind are read, written and removed. */
export interface Kind {
  readonly name: KindName;
  /** The name by which a file and a thing of the account are the same; the case of letters does not count. */
  readonly getName: (document: Document) => string;
  readonly read: (account: AccountAccess) => Promise<readonly Found[]>;
  /** Removes the thing. Throws {@link ImportProblem} while something refers to it. Absent: it cannot be removed. */
  readonly remove?: (work: ImportWork, found: Found) => Promise<void>;
  /** Removes what the thing refers to, before it is removed itself: two things may refer to one another. */
  readonly detach?: (work: ImportWork, found: Found) => Promise<void>;
  /** Gives the thing another name. Absent: its name cannot change. */
  readonly rename?: (work: ImportWork, found: Found, name: string) => Promise<void>;
  /** The members of files of the kind that no request of the API has. */
  readonly ownMembers?: readonly string[];
  /** The document as files show it, without secrets. */
  readonly hideSecrets?: (document: Document) => Document;
  /** The document of a file with the secrets that the account has in their place. */
  readonly withSecrets?: (document: Document, found: Found | undefined, note: Note) => Document;
}

/** Writes down something that is left to do by hand. */
export type Note = (text: string) => void;

/** An import in progress. */
export interface ImportWork extends AccountAccess {
  readonly ids: Ids;
  /** Adds a note about the file that is being written. */
  readonly note: Note;
  /** Shows the key of an integration that was just created. It cannot be shown again. */
  readonly showKey: (integration: string, key: string) => void;
  /** Schedules and escalations that the API has made for a new team. */
  readonly defaults: {
    readonly kind: 'schedules' | 'escalations';
    readonly name: string;
    readonly id: string;
  }[];
}

/** A step of an import, which writes all documents of a kind, or a part of each. */
export interface Step {
  readonly kind: KindName;
  /** `found`: the thing that the account had before the import. */
  readonly write: (work: ImportWork, wanted: Document, found: Found | undefined) => Promise<void>;
}

/** The ids of the things of an account, by kind and name. */
export interface Ids {
  readonly find: (kind: KindName, name: string) => string | undefined;
  /** As `find`; throws {@link ImportProblem} for the member if there is no such thing. */
  readonly require: (kind: KindName, name: string, member: string) => string;
  readonly set: (kind: KindName, name: string, id: string) => void;
  readonly has: (id: string) => boolean;
}

export function createIds(): Ids {
  const ids = new Map<string, string>();
  const key = (kind: KindName, name: string) => `${kind}/${name.trim().toLowerCase()}`;
  const find = (kind: KindName, name: string) => ids.get(key(kind, name));
  return {
    find,
    require(kind, name, member) {
      const id = find(kind, name);
      if (id === undefined) throw new ImportProblem('', { [member]: `${name} is not one of the ${kind}` });
      return id;
    },
    set: (kind, name, id) => void ids.set(key(kind, name), id),
    has: (id) => [...ids.values()].includes(id),
  };
}

/** Whether the file and the account differ in other members than those that are named. */
export const isChangedBesides = (
  wanted: Document,
  found: Found | undefined,
  ...members: readonly string[]
): boolean => !found || !isSame(without(wanted, ...members), without(found.document, ...members));

/** Throws {@link ImportProblem} if the file lacks a member that the API cannot remove. */
export function requireMembersKept(
  wanted: Document,
  found: Found | undefined,
  members: readonly string[],
): void {
  const isEmpty = (value: unknown) =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  const removed = members.filter((member) => isEmpty(wanted[member]) && !isEmpty(found?.document[member]));
  if (removed.length === 0) return;
  const text = 'cannot be removed once it is set; change it, or delete the thing and import it again';
  throw new ImportProblem('', Object.fromEntries(removed.map((member) => [member, text])));
}
