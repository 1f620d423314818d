/** The frame of a group around its members, as Node-RED draws it: 26 units on every side, 20 more beside a button. Pure. */
import { type Rect, union } from "./geometry";

const MARGIN = 26;
const BUTTON_ROOM = 20;

/** The box a group takes around its members' boxes (with their buttons); undefined without members. */
export function groupBox(members: Iterable<Rect>): Rect | undefined {
  const inner = union(members);
  if (!inner) return undefined;
  return { x: inner.x - MARGIN, y: inner.y - MARGIN, w: inner.w + 2 * MARGIN, h: inner.h + 2 * MARGIN };
}

/** A node's box with room for its button. */
export function withButton(box: Rect, side: "left" | "right" | undefined): Rect {
  if (!side) return box;
  return { ...box, x: side === "left" ? box.x - BUTTON_ROOM : box.x, w: box.w + BUTTON_ROOM };
}
