/** Moving the flow's tab to either end of the row. */

import { moveTab } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { mayChange } from "../conditions";
import { flowTab } from "../flow-shown";

export default [
  {
    id: "core:move-flow-to-start",
    label: msg("Move flow to start"),
    subject: "flow",
    contextMenus: { tab: 150 },
    needs: [mayChange, flowTab],
    run: ({ document, canvas }) =>
      document.transact("Move flow", (tx) => moveTab(tx, document, canvas.flow, 0)),
  },
  {
    id: "core:move-flow-to-end",
    label: msg("Move flow to end"),
    subject: "flow",
    contextMenus: { tab: 160 },
    needs: [mayChange, flowTab],
    run: ({ document, canvas }) =>
      document.transact("Move flow", (tx) => moveTab(tx, document, canvas.flow, document.tabs().length)),
  },
] satisfies Command[];
