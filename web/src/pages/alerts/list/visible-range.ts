/** The part of a long list that is drawn, with the heights in pixels of what is left out above and below. */
export interface VisibleRange {
  /** Index of the first row that is drawn. */
  readonly first: number;
  /** Index after the last row that is drawn. */
  readonly end: number;
  readonly above: number;
  readonly below: number;
}

/** Ranges begin and end at multiples of this, so that a scroll by a few pixels draws nothing anew. */
const STEP = 8;

/**
 * Which rows are in the window from `top` to `bottom`, in pixels from the start of the list, and a margin around it.
 * `getHeight` is the height of a row: as measured, or estimated.
 */
export function findVisibleRange(
  count: number,
  getHeight: (index: number) => number,
  { top, bottom, margin }: { readonly top: number; readonly bottom: number; readonly margin: number },
): VisibleRange {
  const [from, to] = [top - margin, bottom + margin];
  let offset = 0;
  let first = count;
  let end = count;
  const starts = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    starts[i] = offset;
    if (first === count && offset + getHeight(i) > from) first = i;
    if (end === count && offset > to) end = i;
    offset += getHeight(i);
  }
  starts[count] = offset;
  const steppedFirst = Math.floor(Math.min(first, Math.max(0, count - 1)) / STEP) * STEP;
  const steppedEnd = Math.min(count, Math.ceil(end / STEP) * STEP);
  return {
    first: steppedFirst,
    end: steppedEnd,
    above: starts[steppedFirst] ?? 0,
    below: offset - (starts[steppedEnd] ?? offset),
  };
}
