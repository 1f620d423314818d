/**
 * The course of a wire: cubic Bézier curves that leave an output to the right and reach an input from the left, with
 * the proportions that Node-RED's users know (bow of 0.75 node widths; a loop when the target lies behind).
 * A curve is numbers x0 y0, then c1x c1y c2x c2y x y for each piece, in sheet units. Pure.
 */

import type { Point, Rect } from "./geometry";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-box";

export type Curve = Float64Array;

const BOW = 0.75;
/** Below this difference in height a wire that goes back passes under its ends, and does not snake between them. */
const FLAT = 10;
const DROP = 26;

/** The curve from an output to an input. `room` is extra height to pass under (a status line below a node). */
export function wireCurve(from: Point, to: Point, room = 0): Curve {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  if (dx > 0) {
    const length = Math.hypot(dx, dy);
    const bow = NODE_WIDTH * (length < NODE_WIDTH ? (BOW * length) / NODE_WIDTH : BOW);
    return Float64Array.of(from.x, from.y, from.x + bow, from.y, to.x - bow, to.y, to.x, to.y);
  }
  return Math.abs(dy) < FLAT ? passUnder(from, to, room) : snake(from, to);
}

/** Out to the right, down, back below both ends, and up into the input. */
function passUnder(from: Point, to: Point, room: number): Curve {
  const floor = Math.max(from.y, to.y) + DROP + room;
  const reach = 24;
  const right = from.x + reach;
  const left = to.x - reach;
  const a = (from.y + floor) / 2;
  const b = (to.y + floor) / 2;
  return Float64Array.of(
    from.x, from.y,
    from.x + reach * 0.7, from.y, right, from.y + (a - from.y) * 0.35, right, a,
    right, floor - (floor - a) * 0.35, from.x + reach * 0.7, floor, from.x, floor,
    from.x - (from.x - to.x) / 3, floor, to.x + (from.x - to.x) / 3, floor, to.x, floor,
    to.x - reach * 0.7, floor, left, floor - (floor - b) * 0.35, left, b,
    left, to.y + (b - to.y) * 0.35, to.x - reach * 0.7, to.y, to.x, to.y,
  ); // biome-ignore format: one piece of the curve a line
}

/** Out to the right, over to the left at half height, and into the input from the left. */
function snake(from: Point, to: Point): Curve {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const down = Math.sign(dy);
  const nearness = Math.max(0, 1 - Math.min(Math.abs(dx), Math.abs(dy)) / NODE_WIDTH);
  const reach = NODE_WIDTH * (0.4 - 0.2 * nearness);
  const turn = down * Math.min(Math.abs(dy) / 4, NODE_HEIGHT / 2);
  const right = from.x + reach;
  const left = to.x - reach;
  const top = from.y + turn;
  const bottom = to.y - turn;
  const middle = { x: from.x + dx / 2, y: from.y + dy / 2 };
  const lean = Math.min(Math.abs(dy) / 2 - Math.abs(turn), NODE_HEIGHT / 2) * down;
  return Float64Array.of(
    from.x, from.y,
    from.x + reach * 0.55, from.y, right, top - turn * 0.6, right, top,
    right, top + lean * 0.6, right, top + lean, middle.x, middle.y,
    left, bottom - lean, left, bottom - lean * 0.6, left, bottom,
    left, bottom + turn * 0.6, to.x - reach * 0.55, to.y, to.x, to.y,
  ); // biome-ignore format: one piece of the curve a line
}

/** The smallest rectangle around a curve's control points: no part of the curve is outside. */
export function curveBounds(curve: Curve): Rect {
  let left = curve[0]!;
  let top = curve[1]!;
  let right = left;
  let bottom = top;
  for (let i = 2; i < curve.length; i += 2) {
    const x = curve[i]!;
    const y = curve[i + 1]!;
    if (x < left) left = x;
    else if (x > right) right = x;
    if (y < top) top = y;
    else if (y > bottom) bottom = y;
  }
  return { x: left, y: top, w: right - left, h: bottom - top };
}

/** The point at `t` (0 to 1) of the piece that begins at number `start` of the curve. */
function pieceAt(curve: Curve, start: number, t: number): Point {
  const u = 1 - t;
  const a = u * u * u;
  const b = 3 * u * u * t;
  const c = 3 * u * t * t;
  const d = t * t * t;
  return {
    x: a * curve[start]! + b * curve[start + 2]! + c * curve[start + 4]! + d * curve[start + 6]!,
    y: a * curve[start + 1]! + b * curve[start + 3]! + c * curve[start + 5]! + d * curve[start + 7]!,
  };
}

/** A point on the curve; `t` from 0 to 1 counts pieces, not length. */
export function pointAt(curve: Curve, t: number): Point {
  const pieces = (curve.length - 2) / 6;
  const piece = Math.min(Math.floor(t * pieces), pieces - 1);
  return pieceAt(curve, piece * 6, t * pieces - piece);
}

const STEPS = 16;

/** How far a point is from the curve, to well under a pixel for curves of the lengths that wires have. */
export function distanceToCurve(curve: Curve, point: Point): number {
  let best = Number.POSITIVE_INFINITY;
  let bestStart = 0;
  let bestT = 0;
  for (let start = 0; start + 7 < curve.length; start += 6) {
    for (let step = 0; step <= STEPS; step++) {
      const t = step / STEPS;
      const at = pieceAt(curve, start, t);
      const d = (at.x - point.x) ** 2 + (at.y - point.y) ** 2;
      if (d < best) {
        best = d;
        bestStart = start;
        bestT = t;
      }
    }
  }
  // Halve the step around the nearest sample until it is small.
  for (let step = 1 / STEPS / 2; step > 1e-4; step /= 2) {
    for (const t of [bestT - step, bestT + step]) {
      if (t < 0 || t > 1) continue;
      const at = pieceAt(curve, bestStart, t);
      const d = (at.x - point.x) ** 2 + (at.y - point.y) ** 2;
      if (d < best) {
        best = d;
        bestT = t;
      }
    }
  }
  return Math.sqrt(best);
}

/** Whether the straight line from `a` to `b` cuts the curve. */
export function crosses(curve: Curve, a: Point, b: Point): boolean {
  for (let start = 0; start + 7 < curve.length; start += 6) {
    let from = pieceAt(curve, start, 0);
    for (let step = 1; step <= STEPS; step++) {
      const to = pieceAt(curve, start, step / STEPS);
      if (segmentsCross(from, to, a, b)) return true;
      from = to;
    }
  }
  return false;
}

/** A point exactly on the other line counts as on its left, so that lines drawn in pieces miss nothing. */
function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  const isLeft = (p: Point, q: Point, r: Point) => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x) >= 0;
  return isLeft(a, b, c) !== isLeft(a, b, d) && isLeft(c, d, a) !== isLeft(c, d, b);
}
