/** Does again what was taken back. */

import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { mayChange } from "../conditions";

export default {
  id: "core:redo",
  label: msg("Redo"),
  subject: "edit",
  menu: ["edit", 110],
  contextMenus: { sheet: 210 },
  keys: ["ctrl-y", "ctrl-shift-z"],
  scope: ["canvas", "config-nodes"],
  icon: "redo",
  needs: [mayChange, need(msg("There is nothing to redo."), ({ document }) => document.canRedo)],
  run: ({ document }) => document.redo(),
} satisfies Command;
