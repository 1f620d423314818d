/** Takes back the last change. */

import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { mayChange } from "../conditions";

export default {
  id: "core:undo",
  label: msg("Undo"),
  subject: "edit",
  menu: ["edit", 100],
  contextMenus: { sheet: 200, wire: 200 },
  keys: ["ctrl-z"],
  scope: ["canvas", "config-nodes"],
  icon: "undo",
  needs: [mayChange, need(msg("There is nothing to undo."), ({ document }) => document.canUndo)],
  run: ({ document }) => document.undo(),
} satisfies Command;
