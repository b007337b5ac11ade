import type { Instant } from '../../src/platform/clock.ts';
import { createOverlayTable } from '../../src/platform/overlay-table.ts';
import type { Queue } from '../../src/platform/queue.ts';
import type { Table } from '../../src/platform/table.ts';
import { type CarriedOut, carryOut, listThingsWithoutFile, type Rename } from './carry-out.ts';
import { listDifferences } from './difference.ts';
import { type Document, isSame } from './document.ts';
import type { ConfigurationFile } from './folder.ts';
import { KINDS, type KindName } from './kind.ts';
import { ALL_KINDS } from './kinds.ts';
import { accessAccount, type Configuration, describeThing, isSameName, readConfiguration } from './stage.ts';

/** What an import would do. */
export interface ImportPlan {
  readonly renames: readonly Rename[];
  /** The things that it creates, such as teams/Operations. */
  readonly created: readonly string[];
  /** The things that it changes, with a line for each member. */
  readonly changed: readonly { readonly thing: string; readonly lines: readonly string[] }[];
  readonly deleted: readonly string[];
  /** The things without a file, which stay. */
  readonly left: readonly string[];
  /** What is left to do by hand. */
  readonly notes: readonly string[];
  /** The files of what is created or changed. */
  readonly files: readonly ConfigurationFile[];
  readonly prune: boolean;
}

export interface ImportOptions {
  /** Whether things without a file are deleted. */
  readonly prune: boolean;
  readonly now: Instant;
}

const NO_QUEUE: Queue = { send: async () => {} };

/**
 * Finds out what importing the files would do: carries the import out in memory, over what the account has. Changes nothing.
 * Throws {@link CommandError} with file and member if the files cannot be imported.
 */
export async function planImport(
  table: Table,
  accountId: string,
  files: readonly ConfigurationFile[],
  { prune, now }: ImportOptions,
): Promise<ImportPlan> {
  const access = accessAccount(createOverlayTable(table), accountId, { now, alertActions: NO_QUEUE });
  const { renames, before, notes } = await carryOut(access, files, { prune, showKey: () => {} });
  const after = await readConfiguration(access);
  return { ...compare(before, after, files), renames, notes, prune };
}

/** Carries out the plan. Repeat it if it fails in the middle: it goes on with what is missing. */
export function applyImport(
  table: Table,
  accountId: string,
  { files, prune, deleted }: ImportPlan,
  all: readonly ConfigurationFile[],
  {
    now,
    alertActions,
    showKey,
  }: {
    readonly now: Instant;
    /** alert-actions.fifo. */
    readonly alertActions: Queue;
    /** Shows the key of a new integration, which is not stored. */
    readonly showKey: (integration: string, key: string) => void;
  },
): Promise<CarriedOut> {
  const access = accessAccount(table, accountId, { now, alertActions });
  const isChanged = ({ path }: ConfigurationFile) => files.some((file) => file.path === path);
  return carryOut(access, all, { prune: prune && deleted.length > 0, showKey, isChanged });
}

/** Whether there is nothing to do. */
export const isEmptyPlan = ({ renames, created, changed, deleted }: ImportPlan): boolean =>
  renames.length + created.length + changed.length + deleted.length === 0;

function compare(before: Configuration, after: Configuration, files: readonly ConfigurationFile[]) {
  const created: string[] = [];
  const changed: { readonly thing: string; readonly lines: readonly string[] }[] = [];
  const deleted: string[] = [];
  const written: ConfigurationFile[] = [];
  for (const kind of KINDS) {
    const { getName } = ALL_KINDS[kind];
    const findFiles = (document: Document) =>
      files.filter((file) => file.kind === kind && isSameName(getName(file.document), getName(document)));
    const old = new Map((before.get(kind) ?? []).map(({ id, document }) => [id, document]));
    const young = after.get(kind) ?? [];
    for (const { id, document } of young) {
      const past = old.get(id);
      if (past && isSame(past, document)) continue;
      const thing = describeThing(kind, document);
      if (past) changed.push({ thing, lines: describeChange(kind, past, document) });
      else created.push(thing);
      written.push(...findFiles(document));
    }
    const remaining = new Set(young.map(({ id }) => id));
    for (const [id, document] of old) {
      if (remaining.has(id)) continue;
      const thing = describeThing(kind, document);
      // A file without policies leaves nothing behind.
      const emptied = findFiles(document);
      if (emptied.length > 0) changed.push({ thing, lines: describeChange(kind, document, {}) });
      else deleted.push(thing);
      written.push(...emptied);
    }
  }
  const left = listThingsWithoutFile(after, files).map(({ kind, found }) =>
    describeThing(kind, found.document),
  );
  return { created, changed, deleted, left, files: written };
}

function describeChange(kind: KindName, before: Document, after: Document): readonly string[] {
  const { hideSecrets = (document) => document } = ALL_KINDS[kind];
  const lines = listDifferences(hideSecrets(before), hideSecrets(after));
  return lines.length > 0 ? lines : ['a value that is not shown changes'];
}

/** The plan as text for a person. */
export function formatPlan(plan: ImportPlan): string {
  const { renames, created, changed, deleted, left, notes } = plan;
  const counts = [
    [renames.length, 'to rename'],
    [created.length, 'to create'],
    [changed.length, 'to change'],
    [deleted.length, 'to delete'],
    [left.length, 'only in the stage'],
  ] as const;
  const summary = counts.flatMap(([count, what]) => (count > 0 ? `${count} ${what}` : [])).join(', ');
  return [
    ...renames.map(({ kind, from, to }) => `> ${kind}/${from} → ${to}`),
    ...created.map((thing) => `+ ${thing}`),
    ...changed.flatMap(({ thing, lines }) => [`~ ${thing}`, ...lines.map((line) => `    ${line}`)]),
    ...deleted.map((thing) => `- ${thing}`),
    ...left.map((thing) => `  ${thing} is only in the stage; --prune deletes it`),
    ...notes.map((note) => `! ${note}`),
    isEmptyPlan(plan) ? `Nothing to change.${summary ? ` ${summary}.` : ''}` : `${summary}.`,
  ].join('\n');
}
