/** Snapping to the grid as Node-RED does: the left or right edge of a node, whichever is nearer, and its middle line. Pure. */
import type { Point, Rect } from "./geometry";
import { GRID } from "./node-box";

const nearest = (value: number, grid: number): number => Math.round(value / grid) * grid;

/** How far to move a box so that it sits on the grid. */
export function snapOffset(box: Rect, grid = GRID): Point {
  const left = nearest(box.x, grid) - box.x;
  const right = nearest(box.x + box.w, grid) - (box.x + box.w);
  const middle = box.y + box.h / 2;
  return { x: Math.abs(left) <= Math.abs(right) ? left : right, y: nearest(middle, grid) - middle };
}

/** A point on the grid. */
export const snapPoint = (point: Point, grid = GRID): Point => ({
  x: nearest(point.x, grid),
  y: nearest(point.y, grid),
});
