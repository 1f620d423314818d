/** Puts a pair of link nodes in the place of each selected wire. */

import { snapPoint } from "../../canvas/kernels";
import { splitWithLinks } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selectedWire } from "../conditions";

export default {
  id: "core:split-wire-with-link-nodes",
  label: msg("Split wire with link nodes"),
  subject: "wire",
  contextMenus: { wire: 120 },
  keys: ["alt-l l"],
  scope: "canvas",
  needs: [...editable, selectedWire],
  run({ document, canvas }) {
    document.transact("Split wire", (tx) => {
      for (const wire of canvas.selectedWires) {
        const from = canvas.boxOf(wire.source);
        const to = canvas.boxOf(wire.target);
        if (!from || !to) continue;
        const out = snapPoint({ x: from.x + from.w + 55, y: from.y + from.h / 2 });
        const into = snapPoint({ x: to.x - 55, y: to.y + to.h / 2 });
        splitWithLinks(tx, document, canvas.flow, wire, out, into);
      }
    });
  },
} satisfies Command;
