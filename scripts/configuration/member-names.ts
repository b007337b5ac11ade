import * as z from 'zod';
import { isNearMiss } from '../../src/domain/kernel/unknown-members.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';
import type { KindName } from './kind.ts';
import { ALL_KINDS } from './kinds.ts';

/** All names of members in a JSON Schema, at every depth. */
function listNames(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' ? Object.keys(value as object) : []),
    ...listNames(value),
  ]);
}

/** The members that files of the kind can have, at any depth: those of the API's requests, and those of its own. */
function listMembers(kind: KindName): readonly string[] {
  const names = allRoutes()
    .filter(({ method, path, body }) => body && method !== 'GET' && path.split('/').includes(kind))
    .flatMap(({ body }) =>
      listNames(z.toJSONSchema(body as z.ZodType, { unrepresentable: 'any', io: 'input' })),
    );
  return [...new Set([...names, ...(ALL_KINDS[kind].ownMembers ?? []), 'renamedFrom'])];
}

/** Which member is probably meant by one that files of the kind cannot have: "; did you mean rules?", or nothing. */
export function describeMeant(kind: KindName, member: string): string {
  const name = member.replace(/^.*[.\]]/, '');
  const meant = listMembers(kind).filter((known) => known !== name && isNearMiss(name, known));
  return meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
}
