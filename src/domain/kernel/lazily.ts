/** Makes a value when it is first asked for, and keeps it. For what costs a function's start and not every request needs. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
