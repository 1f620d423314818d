/** Puts a junction into each selected wire. */

import { snapPoint } from "../../canvas/kernels";
import { insertJunction } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selectedWire } from "../conditions";

export default {
  id: "core:split-wires-with-junctions",
  label: msg("Split wires with junctions"),
  subject: "wire",
  contextMenus: { wire: 110 },
  needs: [...editable, selectedWire],
  run({ document, canvas }) {
    document.transact("Add junctions", (tx) => {
      for (const wire of canvas.selectedWires) {
        const from = canvas.boxOf(wire.source);
        const to = canvas.boxOf(wire.target);
        if (!from || !to) continue;
        const at = snapPoint({
          x: (from.x + from.w + to.x) / 2,
          y: (from.y + from.h / 2 + to.y + to.h / 2) / 2,
        });
        insertJunction(tx, document, canvas.flow, [wire], at.x, at.y);
      }
    });
  },
} satisfies Command;
