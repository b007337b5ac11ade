import { useCallback, useMemo, useState } from 'react';
import type { Matching } from '../../../alert-actions/bulk-action.ts';
import { type Selection, useSelection } from './use-selection.ts';

export interface MatchingSelection extends Selection {
  /** All that match are selected, also those that are not shown. Its count is the latest that is known. */
  readonly matching: Matching | undefined;
  /** How many could be selected like this: all that are shown are selected, and more match. */
  readonly matchable: number | undefined;
  readonly selectMatching: () => void;
}

/** The selection of a list that shows a part of what matches. `total`: how many match, if more than are shown. */
export function useMatchingSelection(
  shownIds: readonly string[],
  query: string | undefined,
  total: number | undefined,
): MatchingSelection {
  const { ids, toggle, selectAll, clear } = useSelection(shownIds);
  const [chosenQuery, setChosenQuery] = useState<string>();
  // Another search, or a change of the selection by hand, ends it.
  const isChosen = chosenQuery !== undefined && chosenQuery === query && ids.size > 0;
  const toggleOne = useCallback(
    (id: string, isRange?: boolean) => {
      setChosenQuery(undefined);
      toggle(id, isRange);
    },
    [toggle],
  );
  const clearAll = useCallback(() => {
    setChosenQuery(undefined);
    clear();
  }, [clear]);
  const selectMatching = useCallback(() => {
    setChosenQuery(query);
    selectAll();
  }, [query, selectAll]);
  return useMemo(() => {
    const areAllShown = ids.size > 0 && ids.size === shownIds.length;
    const isMore = total !== undefined && total > shownIds.length;
    return {
      ids,
      toggle: toggleOne,
      selectAll,
      clear: clearAll,
      selectMatching,
      matching: isChosen && total !== undefined ? { query: chosenQuery, count: total } : undefined,
      matchable: areAllShown && isMore && !isChosen ? total : undefined,
    };
  }, [ids, shownIds, total, isChosen, chosenQuery, toggleOne, selectAll, clearAll, selectMatching]);
}
