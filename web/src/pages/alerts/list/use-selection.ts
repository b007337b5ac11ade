import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string, isRange?: boolean) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** The selected elements of a list. Elements that leave the list leave the selection: nobody acts on what they do not see. */
export function useSelection(shownIds: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const shown = useRef(shownIds);
  shown.current = shownIds;
  const anchor = useRef<string>(undefined);
  useEffect(() => {
    setIds((before) => {
      const present = new Set(shownIds);
      const after = [...before].filter((id) => present.has(id));
      return after.length === before.size ? before : new Set(after);
    });
  }, [shownIds]);
  const toggle = useCallback((id: string, isRange = false) => {
    const last = anchor.current;
    anchor.current = id;
    setIds((before) => {
      const after = new Set(before);
      const [from, to] = [shown.current.indexOf(last ?? ''), shown.current.indexOf(id)];
      if (isRange && from >= 0) {
        for (const between of shown.current.slice(Math.min(from, to), Math.max(from, to) + 1))
          after.add(between);
      } else if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const selectAll = useCallback(() => setIds(new Set(shown.current)), []);
  const clear = useCallback(() => setIds(new Set()), []);
  return useMemo(() => ({ ids, toggle, selectAll, clear }), [ids, toggle, selectAll, clear]);
}
