/** Going through the nodes of a flow as one reads: from left to right, line by line. */

import { readingOrder } from "../../canvas/kernels";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { currentNode, goTo } from "../going";

const inReadingOrder = (id: string, label: string, key: string, step: 1 | -1): Command => ({
  id,
  label,
  subject: "navigate",
  keys: [key],
  scope: "canvas",
  run(context) {
    const order = readingOrder(context.canvas.boxes("node"));
    const from = currentNode(context);
    const at = from === undefined ? -1 : order.indexOf(from);
    goTo(context, at < 0 ? order.at(step > 0 ? 0 : -1) : order[(at + step + order.length) % order.length]);
  },
});

export default [
  inReadingOrder(
    "wirelatch:go-to-next-in-reading-order",
    msg("Go to next node in reading order"),
    "alt-right",
    1,
  ),
  inReadingOrder(
    "wirelatch:go-to-previous-in-reading-order",
    msg("Go to previous node in reading order"),
    "alt-left",
    -1,
  ),
];
