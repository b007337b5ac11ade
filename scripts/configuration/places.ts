/** The order of a list of the account while its elements are written one after another, in the order of a file. */
export interface Places {
  /** Takes up the element that is put at the place. `id`: absent for a new one. */
  readonly put: (id: string | undefined, place: number) => void;
  /** Whether the element is at the place. */
  readonly isAt: (id: string, place: number) => boolean;
}

/** `ids`: those of the elements that the list has, in its order. */
export function createPlaces(ids: readonly string[]): Places {
  let list: readonly (string | undefined)[] = ids;
  return {
    put(id, place) {
      const others = id === undefined ? list : list.filter((each) => each !== id);
      list = others.toSpliced(place, 0, id);
    },
    isAt: (id, place) => list[place] === id,
  };
}
