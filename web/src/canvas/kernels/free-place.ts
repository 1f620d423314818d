/** A place for a new box where nothing stands yet. Pure. */
import { grow, intersects, type Point, type Rect } from "./geometry";

const STEP = 60;
const MOST_STEPS = 40;

/** The centre nearest to the wanted one, straight above or below it, at which a box touches no other. */
export function freePlace(
  boxes: Iterable<Rect>,
  wanted: Point,
  size: { w: number; h: number },
  gap = 10,
): Point {
  const taken = [...boxes];
  const isFree = (at: Point) => {
    const box = grow({ x: at.x - size.w / 2, y: at.y - size.h / 2, ...size }, gap);
    return !taken.some((other) => intersects(box, other));
  };
  for (let step = 0; step <= MOST_STEPS; step++) {
    for (const sign of step === 0 ? [1] : [1, -1]) {
      const at = { x: wanted.x, y: wanted.y + sign * step * STEP };
      if (isFree(at)) return at;
    }
  }
  return wanted;
}
