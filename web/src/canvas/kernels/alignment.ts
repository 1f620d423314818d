/** Aligning and distributing boxes. Each function gives how far every box moves, by key. Pure. */
import type { Point, Rect } from "./geometry";
import { union } from "./geometry";
import { snapOffset } from "./snapping";

export type Boxes = ReadonlyMap<string, Rect>;
export type Edge = "left" | "center" | "right" | "top" | "middle" | "bottom";

/** Move boxes to the outermost edge or to the middle of all of them. */
export function align(boxes: Boxes, edge: Edge): Map<string, Point> {
  const all = union(boxes.values());
  const moves = new Map<string, Point>();
  if (!all) return moves;
  for (const [key, box] of boxes) {
    const move = { x: 0, y: 0 };
    if (edge === "left") move.x = all.x - box.x;
    else if (edge === "right") move.x = all.x + all.w - box.x - box.w;
    else if (edge === "center") move.x = all.x + all.w / 2 - box.x - box.w / 2;
    else if (edge === "top") move.y = all.y - box.y;
    else if (edge === "bottom") move.y = all.y + all.h - box.y - box.h;
    else move.y = all.y + all.h / 2 - box.y - box.h / 2;
    moves.set(key, move);
  }
  return moves;
}

/** Put every box onto the grid. */
export function alignToGrid(boxes: Boxes): Map<string, Point> {
  return new Map([...boxes].map(([key, box]) => [key, snapOffset(box)]));
}

/** Make the gaps between neighbouring boxes equal; the outermost two stay. */
export function distribute(boxes: Boxes, axis: "x" | "y"): Map<string, Point> {
  const size = axis === "x" ? "w" : "h";
  const sorted = [...boxes].sort(([, a], [, b]) => a[axis] + a[size] / 2 - (b[axis] + b[size] / 2));
  const moves = new Map<string, Point>();
  const first = sorted[0]?.[1];
  const last = sorted.at(-1)?.[1];
  if (!first || !last || sorted.length < 3) return moves;
  const taken = sorted.reduce((sum, [, box]) => sum + box[size], 0);
  const gap = (last[axis] + last[size] - first[axis] - taken) / (sorted.length - 1);
  let at = first[axis];
  for (const [key, box] of sorted) {
    moves.set(key, axis === "x" ? { x: at - box.x, y: 0 } : { x: 0, y: at - box.y });
    at += box[size] + gap;
  }
  return moves;
}
