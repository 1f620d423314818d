/** Showing and hiding the labels of nodes. */

import { setLabelShown } from "../../document";
import { msg } from "../../i18n";
import { chosenIds } from "../chosen-nodes";
import type { Command } from "../command";
import { editable, selection } from "../conditions";

const labels = (id: string, label: string, isShown: boolean, at: number): Command => ({
  id,
  label,
  subject: "node",
  menu: ["view", 300 + at],
  contextMenus: { node: 320 + at },
  needs: [...editable, selection],
  run: (context) =>
    context.document.transact(isShown ? "Show labels" : "Hide labels", (tx) =>
      setLabelShown(tx, chosenIds(context), isShown),
    ),
});

export default [
  labels("core:show-selected-node-labels", msg("Show labels of selected nodes"), true, 0),
  labels("core:hide-selected-node-labels", msg("Hide labels of selected nodes"), false, 1),
];
