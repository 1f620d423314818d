/** Adding flows: as the last one, or beside the one that is shown. */

import { addTab } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { mayChange } from "../conditions";
import type { EditorContext } from "../context";
import { flowTab } from "../flow-shown";

function add({ document, ui }: EditorContext, afterId?: string): void {
  let id = "";
  document.transact("Add flow", (tx) => {
    id = addTab(tx, document, afterId);
  });
  ui.showFlow(id);
}

export default [
  {
    id: "core:add-flow",
    label: msg("Add flow"),
    subject: "flow",
    menu: ["flows", 100],
    icon: "add",
    keywords: "new tab",
    needs: [mayChange],
    run: (context) => add(context),
  },
  {
    id: "core:add-flow-to-right",
    label: msg("Add flow to the right"),
    subject: "flow",
    contextMenus: { tab: 200 },
    needs: [mayChange, flowTab],
    run: (context) => add(context, context.canvas.flow),
  },
] satisfies Command[];
