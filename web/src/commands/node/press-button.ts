/** Presses the buttons of the selected nodes. */

import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { selectedNodes } from "../conditions";
import type { EditorContext } from "../context";

const withButton = (context: EditorContext) =>
  selectedNodes(context).filter((node) => context.document.types.get(node.type)?.button);

export default {
  id: "core:trigger-selected-nodes-action",
  label: msg("Press the button of selected nodes"),
  subject: "node",
  contextMenus: { node: 110 },
  keywords: "inject trigger",
  needs: [need(msg("No node with a button is selected."), (context) => withButton(context).length > 0)],
  run(context) {
    for (const node of withButton(context)) context.ui.pressButton(node.id);
  },
} satisfies Command;
