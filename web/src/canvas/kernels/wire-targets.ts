/** To which boxes a wire drawn by key may go, in the order in which they are offered: what lies ahead and near comes first. Pure. */
import { center, type Point, type Rect } from "./geometry";

/** Boxes behind the start cost so many times their distance: wires run from left to right. */
const BEHIND = 4;

/** Keys by nearness to a point, those on the side that the wire leaves to before the others. */
export function wireTargets<K>(boxes: ReadonlyMap<K, Rect>, from: Point, side: "input" | "output"): K[] {
  const sign = side === "output" ? 1 : -1;
  const cost = (box: Rect) => {
    const at = center(box);
    const ahead = sign * (at.x - from.x);
    return Math.abs(ahead) * (ahead < 0 ? BEHIND : 1) + 2 * Math.abs(at.y - from.y);
  };
  return [...boxes].sort(([, a], [, b]) => cost(a) - cost(b)).map(([key]) => key);
}
