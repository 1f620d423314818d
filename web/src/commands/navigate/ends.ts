/** Going to the first and the last node of a flow, as one reads. */

import { readingOrder } from "../../canvas/kernels";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { goTo } from "../going";

export default [
  {
    id: "wirelatch:go-to-first-node",
    label: msg("Go to the first node"),
    subject: "navigate",
    keys: ["home"],
    scope: "canvas",
    run: (context) => goTo(context, readingOrder(context.canvas.boxes("node"))[0]),
  },
  {
    id: "wirelatch:go-to-last-node",
    label: msg("Go to the last node"),
    subject: "navigate",
    keys: ["end"],
    scope: "canvas",
    run: (context) => goTo(context, readingOrder(context.canvas.boxes("node")).at(-1)),
  },
] satisfies Command[];
