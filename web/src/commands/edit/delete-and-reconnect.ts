/** Deletes nodes and wires their neighbours to each other. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selection } from "../conditions";
import { deleteSelection } from "../taking";

export default {
  id: "core:delete-selection-and-reconnect",
  label: msg("Delete and reconnect"),
  subject: "edit",
  menu: ["edit", 240],
  contextMenus: { node: 240 },
  keys: ["ctrl-delete", "ctrl-backspace"],
  scope: "canvas",
  keywords: "join neighbours",
  needs: [...editable, selection],
  run: (context) => deleteSelection(context, true),
} satisfies Command;
