/** Moving an entry of an ordered list by one place, with as few changes as it takes. */

export interface Ordered {
  pk: string;
  order: number;
}

export interface Move {
  pk: string;
  order: number;
}

/**
 * The new orders that move the entry at `index` by one. Neighbours change places; where orders are equal, the whole
 * list is numbered anew in tens, since equal ones have no places to change.
 */
export function moves(list: readonly Ordered[], index: number, by: 1 | -1): Move[] {
  const entry = list[index];
  const other = list[index + by];
  if (!entry || !other) return [];
  const isStrict = list.every((each, place) => place === 0 || (list[place - 1]?.order ?? 0) < each.order);
  if (isStrict) {
    return [
      { pk: entry.pk, order: other.order },
      { pk: other.pk, order: entry.order },
    ];
  }
  const moved = [...list];
  moved.splice(index, 1);
  moved.splice(index + by, 0, entry);
  return moved
    .map((each, place) => ({ pk: each.pk, order: (place + 1) * 10, was: each.order }))
    .filter((each) => each.order !== each.was)
    .map(({ pk, order }) => ({ pk, order }));
}
