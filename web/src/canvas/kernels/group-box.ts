/** The frame of a group around its members, with room for its label. Pure. */
import { type Rect, union } from "./geometry";

const MARGIN = 25;
const LABEL = 20;

/** The box a group takes around its members' boxes; undefined without members. */
export function groupBox(members: Iterable<Rect>, label: "top" | "bottom" | "none"): Rect | undefined {
  const inner = union(members);
  if (!inner) return undefined;
  const top = MARGIN + (label === "top" ? LABEL : 0);
  const bottom = MARGIN + (label === "bottom" ? LABEL : 0);
  return { x: inner.x - MARGIN, y: inner.y - top, w: inner.w + 2 * MARGIN, h: inner.h + top + bottom };
}
