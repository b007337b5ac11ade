import { createDirectory } from '../../src/handlers/directory.ts';
import type { Instant } from '../../src/platform/clock.ts';
import type { Queue } from '../../src/platform/queue.ts';
import type { Table } from '../../src/platform/table.ts';
import { createAccountApi } from './api.ts';
import { type Document, inOrder } from './document.ts';
import { type AccountAccess, type Found, KINDS, type KindName } from './kind.ts';
import { ALL_KINDS } from './kinds.ts';

/** All things of an account, by kind. */
export type Configuration = ReadonlyMap<KindName, readonly Found[]>;

/** Gives access to an account of the table at the instant. `alertActions`: see {@link createAccountApi}. */
export const accessAccount = (
  table: Table,
  accountId: string,
  { now, alertActions }: { readonly now: Instant; readonly alertActions: Queue },
): AccountAccess => ({
  api: createAccountApi(table, accountId, { now, alertActions }),
  directory: createDirectory(table),
  table,
  accountId,
  now,
});

/** Reads everything that configures the account. */
export async function readConfiguration(access: AccountAccess): Promise<Configuration> {
  const all = new Map<KindName, readonly Found[]>();
  for (const kind of KINDS) {
    const found = await ALL_KINDS[kind].read(access);
    all.set(
      kind,
      found.map(({ id, document }) => ({ id, document: inOrder(document) })),
    );
  }
  return all;
}

/** The thing of the kind with that name. */
export function findByName(configuration: Configuration, kind: KindName, name: string): Found | undefined {
  const { getName } = ALL_KINDS[kind];
  return configuration.get(kind)?.find(({ document }) => isSameName(getName(document), name));
}

export const isSameName = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase();

/** What messages call a thing, such as teams/Operations. */
export const describeThing = (kind: KindName, document: Document): string =>
  kind === 'account' ? 'account' : `${kind}/${ALL_KINDS[kind].getName(document)}`;
