import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { findVisibleRange, type VisibleRange } from './visible-range.ts';

const MARGIN = 700;
const ESTIMATED_HEIGHT = { wide: 62, narrow: 112 } as const;

/**
 * Which rows of a list that scrolls with the page are drawn. `list` holds a spacer, the rows (each with the attribute
 * data-row, its id), and a spacer; heights are measured as rows are drawn.
 */
export function useVisibleRange(
  ids: readonly string[],
  list: RefObject<HTMLElement | null>,
): { readonly range: VisibleRange; readonly scrollTo: (index: number) => void } {
  const heights = useRef(new Map<string, number>());
  const getHeight = useCallback(
    (index: number) =>
      heights.current.get(ids[index] ?? '') ??
      (window.innerWidth > 720 ? ESTIMATED_HEIGHT.wide : ESTIMATED_HEIGHT.narrow),
    [ids],
  );
  const compute = useCallback((): VisibleRange => {
    const top = list.current ? -list.current.getBoundingClientRect().top : 0;
    const area = { top, bottom: top + window.innerHeight, margin: MARGIN };
    return findVisibleRange(ids.length, getHeight, area);
  }, [ids, getHeight, list]);
  const [range, setRange] = useState(compute);

  const update = useCallback(() => {
    const next = compute();
    setRange((before) =>
      (Object.keys(next) as (keyof VisibleRange)[]).every((key) => next[key] === before[key]) ? before : next,
    );
  }, [compute]);

  useLayoutEffect(() => {
    for (const row of list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? []) {
      heights.current.set(row.dataset.row ?? '', row.offsetHeight);
    }
    update();
  });

  useLayoutEffect(() => {
    let frame = 0;
    const onScroll = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(update);
    };
    const onResize = () => {
      heights.current.clear();
      onScroll();
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    window.addEventListener('resize', onResize);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', onScroll);
      window.removeEventListener('resize', onResize);
    };
  }, [update]);

  /** Scrolls so that the row is in the middle of the window. */
  const scrollTo = useCallback(
    (index: number) => {
      if (!list.current) return;
      let offset = list.current.getBoundingClientRect().top + window.scrollY;
      for (let i = 0; i < index; i++) offset += getHeight(i);
      window.scrollTo(0, Math.max(0, offset - window.innerHeight / 2));
    },
    [list, getHeight],
  );
  return { range, scrollTo };
}
