/**
 * Sizes of nodes and places of their ports, as Node-RED draws them: 30 units high on a grid of 20, wide enough for
 * the label in steps of the grid, taller with many outputs or lines. A node's `x`, `y` in flows.json is its centre.
 */
import type { Point, Rect } from "./geometry";

export const GRID = 20;
export const NODE_HEIGHT = 30;
export const NODE_WIDTH = 100;
/** Distance between the centres of neighbouring outputs. */
export const PORT_PITCH = 13;
export const JUNCTION_SIZE = 10;
/** The button that sticks out of an inject or debug node. */
export const BUTTON_WIDTH = 32;
/** How much of it is under the node. */
export const BUTTON_OVERLAP = 6;
export const LINE_HEIGHT = 24;
/** Ports of a subflow on its own sheet. */
export const SUBFLOW_PORT_SIZE = 40;

export interface NodeShape {
  /** Width of the widest line of the label; 0 when the label is hidden. */
  labelWidth: number;
  labelLines: number;
  labelShown: boolean;
  inputs: number;
  outputs: number;
}

/** Width and height of a node. */
export function nodeSize(shape: NodeShape): { w: number; h: number } {
  const ports = shape.outputs * 15;
  if (!shape.labelShown) return { w: NODE_HEIGHT, h: Math.max(NODE_HEIGHT, ports) };
  // In whole units, as Node-RED measures it: a part of one more must not make the node a step wider.
  const needed = Math.round(shape.labelWidth) + 50 + (shape.inputs > 0 ? 7 : 0);
  const lines = shape.labelLines > 1 ? 6 + LINE_HEIGHT * shape.labelLines : 0;
  return {
    w: Math.max(NODE_WIDTH, GRID * Math.ceil(needed / GRID)),
    h: Math.max(NODE_HEIGHT, lines, ports),
  };
}

/** Width and height of a subflow's port on its own sheet: larger when it has a name. */
export function subflowPortSize(nameWidth: number, nameLines: number): { w: number; h: number } {
  if (nameLines === 0) return { w: SUBFLOW_PORT_SIZE, h: SUBFLOW_PORT_SIZE };
  return {
    w: Math.max(SUBFLOW_PORT_SIZE, GRID * Math.ceil((Math.round(nameWidth) + 57) / GRID)),
    h: Math.max(SUBFLOW_PORT_SIZE, 6 + LINE_HEIGHT * nameLines),
  };
}

/** Where a wire meets an input: the centre of the port. */
export const inputAt = (box: Rect): Point => ({ x: box.x, y: box.y + box.h / 2 });

/** Where a wire leaves output `index` of `count`. */
export const outputAt = (box: Rect, index: number, count: number): Point => ({
  x: box.x + box.w,
  y: box.y + box.h / 2 + (index - (count - 1) / 2) * PORT_PITCH,
});

/** The box of a node's button: left of it, or right of it for types that align right. */
export function buttonBox(box: Rect, side: "left" | "right"): Rect {
  const x = side === "left" ? box.x - BUTTON_WIDTH + BUTTON_OVERLAP : box.x + box.w - BUTTON_OVERLAP;
  return { x, y: box.y + (box.h - 26) / 2, w: BUTTON_WIDTH, h: 26 };
}
