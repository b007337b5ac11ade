/** A copy of the list with the element at `from` moved to the place `to` (both from 0; beyond the end means the end). */
export function withElementMoved<E>(list: readonly E[], from: number, to: number): readonly E[] {
  const element = list[from];
  if (element === undefined) return list;
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(Math.min(to, rest.length), 0, element);
}
