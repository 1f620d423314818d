/** The order in which one would read boxes aloud, and the neighbour in a direction: what keyboard and screen readers follow. Pure. */
import { center, type Rect } from "./geometry";

/** Keys row by row from the top, each row from left to right; boxes whose middles are close share a row. */
export function readingOrder<K>(boxes: ReadonlyMap<K, Rect>, rowHeight = 30): K[] {
  const items = [...boxes]
    .map(([key, box]) => ({ key, ...center(box) }))
    .sort((a, b) => a.y - b.y || a.x - b.x);
  const order: K[] = [];
  let row: typeof items = [];
  let rowTop = Number.NEGATIVE_INFINITY;
  const flush = () => {
    for (const item of row.sort((a, b) => a.x - b.x)) order.push(item.key);
    row = [];
  };
  for (const item of items) {
    if (item.y - rowTop > rowHeight) {
      flush();
      rowTop = item.y;
    }
    row.push(item);
  }
  flush();
  return order;
}

export type Direction = "left" | "right" | "up" | "down";

/** The nearest box in a direction: what lies off to the side counts as farther away than what lies ahead. */
export function nearestInDirection<K>(
  boxes: ReadonlyMap<K, Rect>,
  from: K,
  direction: Direction,
): K | undefined {
  const start = boxes.get(from);
  if (!start) return undefined;
  const origin = center(start);
  const across = direction === "up" || direction === "down";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  let best: K | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const [key, box] of boxes) {
    if (key === from) continue;
    const at = center(box);
    const ahead = sign * (across ? at.y - origin.y : at.x - origin.x);
    const aside = Math.abs(across ? at.x - origin.x : at.y - origin.y);
    if (ahead <= 0 || aside > ahead * 3) continue;
    const cost = ahead + 2 * aside;
    if (cost < bestCost) {
      bestCost = cost;
      best = key;
    }
  }
  return best;
}
