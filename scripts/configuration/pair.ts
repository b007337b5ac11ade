/**
 * Pairs the elements of a file with those of the account that have the same name; the first of a name with the first, the
 * second with the second. With `getGroup`, the others are paired in their order within each group: they have new names.
 * `left`: those that the file does not have.
 */
export function pairByName<W, P>(
  wanted: readonly W[],
  present: readonly P[],
  getName: (element: W | P) => string,
  getGroup?: (element: W | P) => string,
): {
  readonly pairs: readonly (readonly [wanted: W, present: P | undefined])[];
  readonly left: readonly P[];
} {
  const key = (element: W | P) => getName(element).trim().toLowerCase();
  const unpaired = [...present];
  const take = (isPartner: (other: P) => boolean): P | undefined => {
    const at = unpaired.findIndex(isPartner);
    return at < 0 ? undefined : unpaired.splice(at, 1)[0];
  };
  const byName = wanted.map((element) => [element, take((other) => key(other) === key(element))] as const);
  const pairs = byName.map(([element, partner]) => {
    if (partner !== undefined || !getGroup) return [element, partner] as const;
    return [element, take((other) => getGroup(other) === getGroup(element))] as const;
  });
  return { pairs, left: unpaired };
}
