/** Going along the wires: to the first node that this one leads to, or the first that leads to it. */

import { WireMap } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { selection } from "../conditions";
import { currentNode, goTo } from "../going";

const alongWire = (id: string, label: string, step: 1 | -1): Command => ({
  id,
  label,
  subject: "navigate",
  keywords: "wire",
  needs: [selection],
  run(context) {
    const from = currentNode(context);
    if (from === undefined) return;
    const wires = WireMap.of(context.canvas.flow, context.document);
    goTo(context, step > 0 ? wires.from(from)[0]?.target : wires.to(from)[0]?.source);
  },
});

export default [
  alongWire("core:go-to-next-node", msg("Go to next node"), 1),
  alongWire("core:go-to-previous-node", msg("Go to previous node"), -1),
];
