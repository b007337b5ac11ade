export type Path = readonly string[];

/** The paths of all members, at every depth. */
export const listPaths = (value: unknown): readonly Path[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, member]) => [
        [name],
        ...listPaths(member).map((rest) => [name, ...rest]),
      ]);

/** A copy whose member at the path throws when it is read. */
export function withThrowing(value: unknown, [name = '', ...rest]: Path): unknown {
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const member = (value as Record<string, unknown>)[name];
  if (rest.length > 0) return Object.assign(copy, { [name]: withThrowing(member, rest) });
  return Object.defineProperty(copy, name, {
    enumerable: true,
    get: () => {
      throw new TypeError(`${name} is broken`);
    },
  });
}
