/** Keeps nodes from running from the next deploy on. */

import { setEnabled } from "../../document";
import { msg } from "../../i18n";
import { chosenIds, someChosen } from "../chosen-nodes";
import type { Command } from "../command";
import { editable } from "../conditions";

export default {
  id: "core:disable-selected-nodes",
  label: msg("Disable selected nodes"),
  subject: "node",
  menu: ["edit", 410],
  contextMenus: { node: 310 },
  needs: [...editable, someChosen(msg("None of the selected nodes is enabled."), (node) => node.d !== true)],
  run: (context) => context.document.transact("Disable", (tx) => setEnabled(tx, chosenIds(context), false)),
} satisfies Command;
