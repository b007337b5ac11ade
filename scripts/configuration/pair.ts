/**
 * Pairs the elements of a file with those of the account that have the same name; the first of a name with the first, the
 * second with the second. `left`: those that the file does not have.
 */
export function pairByName<W, P>(
  wanted: readonly W[],
  present: readonly P[],
  getName: (element: W | P) => string,
): {
  readonly pairs: readonly (readonly [wanted: W, present: P | undefined])[];
  readonly left: readonly P[];
} {
  const key = (element: W | P) => getName(element).trim().toLowerCase();
  const unpaired = [...present];
  const pairs = wanted.map((element) => {
    const at = unpaired.findIndex((other) => key(other) === key(element));
    return [element, at < 0 ? undefined : unpaired.splice(at, 1)[0]] as const;
  });
  return { pairs, left: unpaired };
}
