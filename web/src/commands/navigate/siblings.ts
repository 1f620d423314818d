/** Going among the nodes that share a source. */

import { WireMap } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { selection } from "../conditions";
import { currentNode, goTo } from "../going";

const sibling = (id: string, label: string, step: 1 | -1): Command => ({
  id,
  label,
  subject: "navigate",
  needs: [selection],
  run(context) {
    const from = currentNode(context);
    if (from === undefined) return;
    const wires = WireMap.of(context.canvas.flow, context.document);
    const source = wires.to(from)[0]?.source;
    if (source === undefined) return;
    const siblings = [...new Set(wires.from(source).map((wire) => wire.target))];
    goTo(context, siblings[(siblings.indexOf(from) + step + siblings.length) % siblings.length]);
  },
});

export default [
  sibling("core:go-to-next-sibling", msg("Go to next sibling"), 1),
  sibling("core:go-to-previous-sibling", msg("Go to previous sibling"), -1),
];
