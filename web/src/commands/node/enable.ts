/** Lets disabled nodes run again. */

import { setEnabled } from "../../document";
import { msg } from "../../i18n";
import { chosenIds, someChosen } from "../chosen-nodes";
import type { Command } from "../command";
import { editable } from "../conditions";

export default {
  id: "core:enable-selected-nodes",
  label: msg("Enable selected nodes"),
  subject: "node",
  menu: ["edit", 400],
  contextMenus: { node: 300 },
  needs: [...editable, someChosen(msg("None of the selected nodes is disabled."), (node) => node.d === true)],
  run: (context) => context.document.transact("Enable", (tx) => setEnabled(tx, chosenIds(context), true)),
} satisfies Command;
