/** Going to the nearest node in a direction. */

import { type Direction, nearestInDirection, readingOrder } from "../../canvas/kernels";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { currentNode, endOfWire, goTo } from "../going";

const nearest = (id: string, label: string, key: string, direction: Direction): Command => ({
  id,
  label,
  subject: "navigate",
  keys: [key],
  scope: "canvas",
  run(context) {
    const end = endOfWire(context, direction);
    if (end !== undefined) {
      goTo(context, end);
      return;
    }
    const boxes = context.canvas.boxes("node");
    const from = currentNode(context);
    goTo(context, from === undefined ? readingOrder(boxes)[0] : nearestInDirection(boxes, from, direction));
  },
});

export default [
  nearest("core:go-to-nearest-node-on-left", msg("Go to nearest node on left"), "left", "left"),
  nearest("core:go-to-nearest-node-on-right", msg("Go to nearest node on right"), "right", "right"),
  nearest("core:go-to-nearest-node-above", msg("Go to nearest node above"), "up", "up"),
  nearest("core:go-to-nearest-node-below", msg("Go to nearest node below"), "down", "down"),
];
