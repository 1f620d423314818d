/** Takes nodes off their wires, which then join their neighbours. */

import { detachNodes } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selection } from "../conditions";

export default {
  id: "core:detach-selected-nodes",
  label: msg("Detach selected nodes"),
  subject: "wire",
  keywords: "unwire remove from wire",
  needs: [...editable, selection],
  run: ({ document, canvas }) =>
    document.transact("Detach", (tx) => detachNodes(tx, document, canvas.flow, new Set(canvas.selection))),
} satisfies Command;
